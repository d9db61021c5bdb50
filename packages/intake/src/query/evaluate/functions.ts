import { QueryError } from '../syntax/query-error.js';

/** Changes one line, in place or not. @param interval seconds */
type LineFunction = (values: Float64Array, interval: number) => Float64Array;

/** Functions of one line, by the names that Datadog has for them. */
const functions: ReadonlyMap<string, LineFunction> = new Map<string, LineFunction>([
  ['abs', (values) => values.map(Math.abs)],
  ['log2', (values) => values.map(Math.log2)],
  ['log10', (values) => values.map(Math.log10)],
  ['cumsum', cumsum],
  ['diff', diff],
  ['per_second', perSecond],
  ['per_minute', (values, interval) => perSecond(values, interval).map((value) => value * 60)],
  ['per_hour', (values, interval) => perSecond(values, interval).map((value) => value * 3_600)],
  ['default_zero', (values) => values.map((value) => (Number.isNaN(value) ? 0 : value))],
]);

/** @throws {QueryError} for a name that is none */
export function lineFunction(name: string, position: number): LineFunction {
  const found = functions.get(name);
  if (found !== undefined) return found;
  throw new QueryError(`${name}() is none of ${[...functions.keys()].join(', ')}`, position);
}

function cumsum(values: Float64Array): Float64Array {
  let sum = 0;
  return values.map((value) => {
    if (Number.isNaN(value)) return value;
    sum += value;
    return sum;
  });
}

/** From each value to the next, over intervals without one. */
function diff(values: Float64Array): Float64Array {
  return changes(values, (change) => change);
}

/** The same by time: over a gap the change is spread. */
function perSecond(values: Float64Array, interval: number): Float64Array {
  return changes(values, (change, intervals) => change / (intervals * interval));
}

function changes(
  values: Float64Array,
  measure: (change: number, intervals: number) => number,
): Float64Array {
  let last = -1;
  return values.map((value, index) => {
    if (Number.isNaN(value)) return value;
    const before = last < 0 ? Number.NaN : (values[last] as number);
    const intervals = index - last;
    last = index;
    return measure(value - before, intervals);
  });
}
