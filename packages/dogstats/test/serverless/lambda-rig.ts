import type { MetricPoint } from '@dogstats/core';
import { MemorySink } from '@dogstats/core/testing';
import { makeDogStats } from '../make-dog-stats.js';

export const lambda = { AWS_LAMBDA_FUNCTION_NAME: 'checkout' };

export function setUp() {
  const sink = new MemorySink();
  return { sink, ...makeDogStats({ env: lambda, sink }) };
}

/** What the count `calls` came to at the sink. */
export const calls = (points: readonly MetricPoint[]): number =>
  points
    .flatMap((point) => (point.type === 'distribution' ? point.state.values : []))
    .reduce((sum, value) => sum + value, 0);
