// `import 'dogstats/testing/vitest'` in a test, or `setupFiles: ['dogstats/testing/vitest']`.
import { expect } from 'vitest';
import { type MetricMatchers, metricMatchers } from './matchers.js';
import { metricsSerializer } from './recorded-metrics.js';

expect.extend(metricMatchers);
expect.addSnapshotSerializer(metricsSerializer);

declare module 'vitest' {
  // biome-ignore lint/suspicious/noExplicitAny: as vitest declares it.
  interface Matchers<T = any> extends MetricMatchers<T> {}
}
