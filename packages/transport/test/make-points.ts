import type { Context, MetricPoint, MetricType } from '@dogstats/core';
import type { ManualClock } from '@dogstats/core/testing';

/** Start of the bucket that a clock is in, unix seconds. */
export function currentBucket(clock: ManualClock): number {
  return Math.floor(clock.now() / 10_000) * 10;
}

function context(type: MetricType, name: string): Context {
  return { type, name, host: 'h', tags: ['a:b'] };
}

/** A count of one context in one bucket. */
export function countPoint(name: string, bucketStart: number, sum = 1, samples = 1): MetricPoint {
  const state = { sum };
  return {
    type: 'count',
    context: context('count', name),
    bucketStart,
    interval: 10,
    samples,
    state,
  };
}

/** Samples of a distribution in one bucket. */
export function distributionPoint(
  name: string,
  bucketStart: number,
  values: readonly number[],
): MetricPoint {
  return {
    type: 'distribution',
    context: context('distribution', name),
    bucketStart,
    interval: 10,
    samples: values.length,
    state: { values },
  };
}

/** Counts `m0`, `m1`, … of one bucket. */
export function countPoints(number: number, bucketStart: number): MetricPoint[] {
  return Array.from({ length: number }, (_, index) => countPoint(`m${index}`, bucketStart));
}
