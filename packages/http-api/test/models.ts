import { createRequire } from 'node:module';
import { expect } from 'vitest';

interface Serializer {
  deserialize(json: unknown, type: string, format: string): unknown;
}

// By its file: the index loads every API there is, which takes seconds.
const require = createRequire(import.meta.url);
const serializers: Readonly<Record<string, () => { ObjectSerializer: Serializer }>> = {
  v1: () =>
    require('@datadog/datadog-api-client/dist/packages/datadog-api-client-v1/models/ObjectSerializer.js'),
  v2: () =>
    require('@datadog/datadog-api-client/dist/packages/datadog-api-client-v2/models/ObjectSerializer.js'),
};

/**
 * Reads JSON by a model of Datadog's own client, which throws where something required is missing
 * and marks what is none of its values.
 *
 * @param model such as `v1 Monitor` or `v1 Array<Monitor>`
 * @param more fields that the model need not have; of answers all
 */
export function readModel(json: unknown, model: string, more: readonly string[] | 'all'): void {
  const [version = '', type = ''] = model.split(' ');
  const read = serializers[version]?.().ObjectSerializer.deserialize(json, type, '');
  expect(strangeIn(read, more), `${model}: ${JSON.stringify(json)}`).toEqual([]);
}

function strangeIn(value: unknown, more: readonly string[] | 'all', at = ''): string[] {
  if (typeof value !== 'object' || value === null || value instanceof Date) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const where = `${at}.${name}`;
    if (name === 'unparsedObject' && inner !== undefined) return [where];
    if (name === '_unparsed') return inner === true ? [where] : [];
    if (name === 'additionalProperties') {
      const names = more === 'all' ? [] : Object.keys(inner ?? {});
      return names.filter((key) => !more.includes(key)).map((key) => `${where}.${key}`);
    }
    return strangeIn(inner, more, where);
  });
}
