import { AssertionError } from 'node:assert';
import { type MetricMatchers, metricMatchers } from './matchers.js';
import type { RecordedMetrics } from './recorded-metrics.js';

/** The same matchers without an `expect`: `assertMetrics(metrics).toHaveCount('page.views', 3)`. */
export function assertMetrics(
  metrics: RecordedMetrics,
): MetricMatchers & { readonly not: MetricMatchers } {
  return { ...bind(metrics, true), not: bind(metrics, false) };
}

function bind(metrics: RecordedMetrics, wanted: boolean): MetricMatchers {
  const bound = Object.entries(metricMatchers).map(([name, matcher]) => {
    const assertion = (...given: unknown[]): void => {
      const { pass, message } = (matcher as (...all: unknown[]) => ReturnType<typeof matcher>)(
        metrics,
        ...given,
      );
      if (pass !== wanted) {
        throw new AssertionError({ message: message(), stackStartFn: assertion });
      }
    };
    return [name, assertion];
  });
  return Object.fromEntries(bound) as MetricMatchers;
}
