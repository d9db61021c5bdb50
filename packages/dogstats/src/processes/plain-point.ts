import {
  clampToFinite,
  type HistogramState,
  type MetricPoint,
  type MetricType,
  type SketchBins,
} from '@dogstats/core';

/** A point that JSON carries unchanged; the host is left out where it is that of the primary. */
export interface PlainPoint {
  readonly type: MetricType;
  readonly name: string;
  readonly host?: string | undefined;
  readonly tags: readonly string[];
  readonly bucketStart: number;
  readonly interval: number;
  readonly samples: number;
  readonly state: { readonly [field: string]: unknown };
}

/**
 * A point as it is handed over.
 *
 * @param impliedHost left out, for the primary to put its own.
 */
export function plainPoint(point: MetricPoint, impliedHost: string | undefined): PlainPoint {
  const { type, context, bucketStart, interval, samples } = point;
  const { name, host, tags } = context;
  return {
    ...{ type, name, tags, bucketStart, interval, samples },
    ...(host === impliedHost ? {} : { host }),
    state: plainState(point),
  };
}

function plainState(point: MetricPoint): PlainPoint['state'] {
  switch (point.type) {
    case 'count':
      return { sum: clampToFinite(point.state.sum) };
    case 'histogram':
      return plainHistogram(point.state);
    default:
      return { ...point.state };
  }
}

function plainHistogram({ sketch, ...state }: HistogramState): PlainPoint['state'] {
  const sum = clampToFinite(state.sum);
  if (sketch === undefined) return { ...state, sum };
  const positive = plainBins(sketch.positive);
  const negative = plainBins(sketch.negative);
  return { ...state, sum, sketch: { ...sketch, positive, negative } };
}

/** JSON would make an object of a typed array. */
function plainBins({ offset, counts }: SketchBins): { offset: number; counts: number[] } {
  const first = counts.findIndex((count) => count > 0);
  if (first < 0) return { offset: 0, counts: [] };
  const last = counts.findLastIndex((count) => count > 0);
  return { offset: offset + first, counts: [...counts.subarray(first, last + 1)] };
}

/** About how many bytes a point takes in a message. */
export function sizeOf({ name, tags, state }: PlainPoint): number {
  return 150 + name.length + lengthOf(tags) + sizeOfState(state);
}

function sizeOfState(value: unknown): number {
  if (typeof value === 'string') return value.length + 3;
  if (typeof value !== 'object' || value === null) return 12;
  let size = 2;
  for (const part of Array.isArray(value) ? value : Object.values(value)) size += sizeOfState(part);
  return size;
}

function lengthOf(texts: readonly string[]): number {
  return texts.reduce((sum, { length }) => sum + length + 3, 0);
}
