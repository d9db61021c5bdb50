import { Aggregator, type AggregatorOptions, type Cut, type MetricPoint } from '@dogstats/core';
import { ManualClock } from '@dogstats/core/testing';

/** Defaults of a test: width 10, one bucket of lateness, born long before anything is recorded. */
export function makeAggregator(overrides: Partial<AggregatorOptions> = {}): {
  aggregator: Aggregator;
  clock: ManualClock;
  problems: string[];
} {
  const clock = (overrides.clock as ManualClock | undefined) ?? new ManualClock();
  const problems: string[] = [];
  const aggregator = new Aggregator({
    mode: 'replace',
    clock,
    random: () => 0.5,
    rollUpIntervalSeconds: 10,
    lateSeconds: 10,
    birthSeconds: clock.now() / 1000 - 3600,
    host: 'web-1',
    tags: [],
    prefix: '',
    maxContexts: 50_000,
    histogramSuffixes: ['.95percentile', '.count', '.avg', '.max', '.min'],
    onProblem: ({ code, metric }) => problems.push(`${code} ${metric}`),
    ...overrides,
  });
  return { aggregator, clock, problems };
}

/** Reads a cut to its end. */
export function read(cut: Cut): { points: MetricPoint[]; samples: number; waiting: number } {
  const points = [...cut.points];
  return { points, samples: cut.samples, waiting: cut.waiting };
}
