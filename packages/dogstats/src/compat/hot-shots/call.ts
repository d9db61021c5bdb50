import type { MetricOptions, StatsCb } from './types.js';

/** What a call says besides name and value, whatever form it was written in. */
export interface Call {
  readonly sampleRate: number | undefined;
  readonly tags: unknown;
  readonly timestamp: unknown;
  readonly cardinality: string | undefined;
  readonly callback: StatsCb | undefined;
}

const optionNames = ['sampleRate', 'tags', 'timestamp', 'cardinality'];

/** Reads `(sampleRate, tags, callback)`, each of which may be left out, or options in their place. */
export function readCall(first?: unknown, second?: unknown, third?: unknown): Call {
  const callback = callbackIn(first, second, third);
  if (isOptions(first)) {
    const { sampleRate, tags, timestamp, cardinality } = first;
    return { sampleRate: rateOf(sampleRate), tags, timestamp, cardinality, callback };
  }
  return {
    sampleRate: rateOf(first),
    tags: isTags(second) ? second : isTags(first) ? first : undefined,
    timestamp: undefined,
    cardinality: undefined,
    callback,
  };
}

/** Reads `(value, …)` of `increment`, where the value may be left out: it is 1 then. */
export function readCount(
  value?: unknown,
  first?: unknown,
  second?: unknown,
  third?: unknown,
): { readonly step: unknown; readonly call: Call } {
  if (typeof value === 'number' || typeof value === 'bigint')
    return { step: value, call: readCall(first, second, third) };
  if (typeof value === 'function') return { step: 1, call: readCall(value) };
  const call = readCall(first, second, third);
  // Tags in the value's place, and then perhaps a rate or a callback.
  return { step: 1, call: isTags(value) ? { ...call, tags: call.tags ?? value } : call };
}

/** Reads `(options, tags, callback)` of events and checks, each of which may be left out. */
export function readNotice<Options>(
  first?: unknown,
  second?: unknown,
  third?: unknown,
): { readonly options: Options; readonly tags: unknown; readonly callback: StatsCb | undefined } {
  const callback = callbackIn(first, second, third);
  const options = (isTags(first) ? first : {}) as Options;
  return { options, tags: isTags(second) ? second : undefined, callback };
}

function callbackIn(...given: readonly unknown[]): StatsCb | undefined {
  return given.find((item) => typeof item === 'function') as StatsCb | undefined;
}

function isTags(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** An object with one of the names of options is options; any other is tags. */
function isOptions(value: unknown): value is MetricOptions {
  return isTags(value) && !Array.isArray(value) && optionNames.some((name) => name in value);
}

function rateOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
