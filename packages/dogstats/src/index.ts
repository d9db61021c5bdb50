export {
  type Clock,
  type CounterHandle,
  type DeliveryReport,
  DogStatsError,
  type DropCounts,
  type DropReason,
  type ErrorCode,
  type GaugeHandle,
  type HistogramAggregate,
  type HistogramHandle,
  type MetricPoint,
  type MetricTimer,
  type MetricType,
  type Notice,
  type NoticeReport,
  type Recorder,
  type RecordOptions,
  type ScopeOptions,
  type SetHandle,
  type Sink,
  type SinkMode,
  type Tags,
  type TagValue,
  type Time,
  type Timed,
  type TimedDecorator,
  type TimedOptions,
  type TimingOptions,
} from '@dogstats/core';
export { type CloseOptions, DogStats, type FlushOptions } from './dog-stats.js';
export type { DogStatsStats, FlushReport } from './flush-report.js';
export { dogStats } from './global.js';
export type { Logger } from './logger.js';
export type { MetricScope } from './metric-scope.js';
export type { NoticeFlushReport, NoticeStats } from './notices/notice-box.js';
export type { CheckStatus, EventOptions, ServiceCheckOptions } from './notices/notice-options.js';
export type { DogStatsOptions, HistogramSettings } from './options.js';
export type { WaitUntil } from './serverless/flush-on-end.js';
export type {
  LambdaContext,
  LambdaHandler,
  WrapHandlerOptions,
} from './serverless/lambda-types.js';
export type { ServerlessMode } from './serverless/serverless-mode.js';
