import { hostname } from 'node:os';
import type {
  DeliveryReport,
  DistributionState,
  HistogramState,
  MetricPoint,
  WriteOptions,
} from '@dogstats/core';

export const bucketStart = 1_780_000_000;

const at = { bucketStart, interval: 10 };

function contextOf<T extends MetricPoint['type']>(
  type: T,
  name: string,
  tags: string[],
  host: string,
) {
  return { type, name, host, tags };
}

/** A count of one call per unit. */
export function countPoint(
  name: string,
  sum: number,
  tags: string[] = [],
  host: string = hostname(),
): MetricPoint {
  const context = contextOf('count', name, tags, host);
  return { ...at, type: 'count', context, samples: Math.abs(sum), state: { sum } };
}

export function valuePoint(type: 'gauge' | 'rate', name: string, value: number): MetricPoint {
  const context = contextOf(type, name, [], hostname());
  return { ...at, type, context, samples: 1, state: { value } } as MetricPoint;
}

export function setPoint(name: string, members: string[], samples: number): MetricPoint {
  const context = contextOf('set', name, [], hostname());
  return { ...at, type: 'set', context, samples, state: { members } };
}

export function distributionPoint(name: string, state: DistributionState): MetricPoint {
  const context = contextOf('distribution', name, [], hostname());
  return { ...at, type: 'distribution', context, samples: state.values.length, state };
}

export function histogramPoint(name: string, state: HistogramState, samples: number): MetricPoint {
  const context = contextOf('histogram', name, [], hostname());
  return { ...at, type: 'histogram', context, samples, state };
}

/** So many counts of their own names, one call each: about 30 bytes a line. */
export function manyCounts(count: number, prefix = 'metric.with.a.name'): MetricPoint[] {
  return Array.from({ length: count }, (_, index) => countPoint(`${prefix}.${index}`, 1));
}

export function callsIn(points: readonly MetricPoint[]): number {
  return points.reduce((sum, { samples }) => sum + samples, 0);
}

/** Accepted and dropped together. */
export function settled({ accepted, dropped }: DeliveryReport): number {
  return Object.values(dropped).reduce((sum, calls) => sum + calls, accepted);
}

/** Nobody waits. */
export const inBackground: WriteOptions = {
  signal: new AbortController().signal,
  deadline: Number.POSITIVE_INFINITY,
};
