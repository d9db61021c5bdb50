import type {
  DistributionState,
  HistogramState,
  MetricPoint,
  MetricType,
  SetState,
  SketchBins,
  SketchState,
  ValueState,
  WeightedSamples,
} from '@dogstats/core';
import { isRecord } from './hand-over.js';

/** More of anything than a worker ever hands over in one point. */
const longest = 50_000;

/** A point out of a message, whose host may be missing, or why there is none. Never throws. */
export function readPoint(
  message: unknown,
): { readonly point: MetricPoint; readonly hasHost: boolean } | undefined {
  if (!isRecord(message)) return undefined;
  const { type, name, host, tags, bucketStart, interval, samples } = message;
  const fits =
    typeof name === 'string' &&
    (host === undefined || typeof host === 'string') &&
    isListOf(tags, isText) &&
    Number.isSafeInteger(bucketStart) &&
    isWeight(interval) &&
    isCalls(samples);
  if (!fits || typeof type !== 'string' || !Object.hasOwn(readState, type)) return undefined;
  const state = readState[type as MetricType](message['state']);
  if (state === undefined) return undefined;
  const context = { type, name, host: host ?? '', tags };
  const point = { type, context, bucketStart, interval, samples, state };
  return { point: point as MetricPoint, hasHost: host !== undefined };
}

/** Calls that a message says are in a point, whatever else is wrong with it. */
export function callsOf(message: unknown): number {
  const samples = isRecord(message) ? message['samples'] : undefined;
  return isCalls(samples) ? samples : 0;
}

const readState: {
  readonly [T in MetricType]: (
    state: unknown,
  ) => Extract<MetricPoint, { type: T }>['state'] | undefined;
} = {
  count: (state) => (isRecord(state) && isNumber(state['sum']) ? { sum: state['sum'] } : undefined),
  gauge: readValue,
  rate: readValue,
  histogram: readHistogram,
  set: readSet,
  distribution: readDistribution,
};

function readValue(state: unknown): ValueState | undefined {
  return isRecord(state) && isNumber(state['value']) ? { value: state['value'] } : undefined;
}

function readSet(state: unknown): SetState | undefined {
  if (!isRecord(state) || !isListOf(state['members'], isText)) return undefined;
  return { members: state['members'] };
}

function readDistribution(state: unknown): DistributionState | undefined {
  if (!isRecord(state) || !isListOf(state['values'], isNumber)) return undefined;
  return { values: state['values'] };
}

function readHistogram(state: unknown): HistogramState | undefined {
  if (!isRecord(state)) return undefined;
  const { count, sum, min, max } = state;
  if (!isWeight(count) || ![sum, min, max].every(isNumber)) return undefined;
  const exact = { count, sum: sum as number, min: min as number, max: max as number };
  if (exact.min > exact.max) return undefined;
  const samples = readSamples(state['samples']);
  if (samples !== undefined) return { ...exact, samples };
  const sketch = readSketch(state['sketch']);
  return sketch && { ...exact, sketch };
}

function readSamples(samples: unknown): WeightedSamples | undefined {
  if (!isRecord(samples)) return undefined;
  const { values, weights } = samples;
  if (!isListOf(values, isNumber)) return undefined;
  if (weights === undefined) return { values };
  return isListOf(weights, isWeight) && weights.length === values.length
    ? { values, weights }
    : undefined;
}

function readSketch(sketch: unknown): SketchState | undefined {
  if (!isRecord(sketch)) return undefined;
  const { gamma, zero } = sketch;
  const positive = readBins(sketch['positive']);
  const negative = readBins(sketch['negative']);
  const fits = isNumber(gamma) && gamma > 1 && isNumber(zero) && zero >= 0;
  return fits && positive && negative ? { gamma, zero, positive, negative } : undefined;
}

function readBins(bins: unknown): SketchBins | undefined {
  if (!isRecord(bins)) return undefined;
  const { offset, counts } = bins;
  if (!Number.isSafeInteger(offset)) return undefined;
  const fits = isListOf(counts, (count): count is number => isNumber(count) && count >= 0);
  return fits ? { offset: offset as number, counts: Float64Array.from(counts) } : undefined;
}

function isListOf<T>(value: unknown, is: (item: unknown) => item is T): value is T[] {
  return Array.isArray(value) && value.length <= longest && value.every(is);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isNumber(value: unknown): value is number {
  return Number.isFinite(value);
}

function isWeight(value: unknown): value is number {
  return isNumber(value) && value > 0;
}

function isCalls(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) < 1e12;
}
