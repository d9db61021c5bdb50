import type { MetricPoint, MetricType } from '@dogstats/core';

interface PointDetails {
  readonly samples?: number;
  readonly tags?: readonly string[];
  readonly host?: string;
  readonly bucketStart?: number;
}

/** A point `m.<type>` in one bucket. */
export function pointOf<T extends MetricType>(
  type: T,
  state: Extract<MetricPoint, { type: T }>['state'],
  details: PointDetails = {},
): MetricPoint {
  const { samples = 1, tags = ['env:test'], host = 'h', bucketStart = 1_795_295_190 } = details;
  const context = { type, name: `m.${type}`, host, tags };
  return { type, context, bucketStart, interval: 10, samples, state } as unknown as MetricPoint;
}
