export { ManualClock, MemorySink } from '@dogstats/core/testing';
export { assertMetrics } from './assert-metrics.js';
export { type MatcherOutcome, type MetricMatchers, metricMatchers } from './matchers.js';
export type { RecordedMetric } from './recorded-metric.js';
export {
  metricsSerializer,
  type RecordedMetrics,
  type RecordMetricsOptions,
  recordMetrics,
} from './recorded-metrics.js';
