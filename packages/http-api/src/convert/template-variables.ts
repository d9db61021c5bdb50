import type { Json } from '../api.js';
import { arrayAt, convert, objectAt, renamed, revert, type Shape, same } from './shape.js';

/** Of variables: their one default is the first of a list today. */
const variable: Shape = {
  fields: [
    ...same('name', 'prefix', 'available_values', 'type'),
    renamed('default', 'defaults', (value) => [value], onlyOf),
  ],
};

/** A list of several stays as it is. */
function onlyOf(value: unknown): unknown {
  return Array.isArray(value) && value.length === 1 ? value[0] : value;
}

/** @throws {DogStatsError} `ERR_OPTIONS` for what is in no table. */
export function variablesToday(old: unknown, where: string): Json[] {
  return arrayAt(old, where).map((entry, index) => {
    const at = `${where}[${index}]`;
    const object = objectAt(entry, at);
    const { default: value, ...others } = object;
    return convert(variable, Array.isArray(value) ? { ...others, defaults: value } : object, at);
  });
}

/** The way back. */
export function variablesOfOld(today: readonly Json[]): Json[] {
  return today.map(({ defaults, ...old }) =>
    revert(variable, defaults === undefined || defaults === null ? old : { ...old, defaults }),
  );
}
