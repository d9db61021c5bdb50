// `import 'dogstats/testing/jest'` in a test, or `setupFilesAfterEnv: ['dogstats/testing/jest']`.
import { type MetricMatchers, metricMatchers } from './matchers.js';
import { metricsSerializer } from './recorded-metrics.js';

interface JestExpect {
  extend(matchers: object): void;
  addSnapshotSerializer?(serializer: object): void;
}

const { expect } = globalThis as { expect?: JestExpect };
expect?.extend(metricMatchers);
expect?.addSnapshotSerializer?.(metricsSerializer);

declare global {
  namespace jest {
    interface Matchers<R> extends MetricMatchers<R> {}
  }
}
