export type { Context } from './aggregate/context.js';
export { type Clock, systemClock, type Timer } from './clock.js';
export { DogStatsError, type ErrorCode } from './errors.js';
export type * from './metric/metric-point.js';
export type { MetricType } from './metric/metric-type.js';
export {
  defaultEncoding,
  type EncodingOptions,
  type HistogramAggregate,
  type HistogramOptions,
} from './payload/encoding-options.js';
export { encodeBatch } from './payload/encode-batch.js';
export { type Route, type RouteLimits, routeLimits } from './payload/limits.js';
export {
  dividePayload,
  type Payload,
  payloadSamples,
  type Unit,
} from './payload/payload.js';
export { DropCounter, type DropCounts, type DropReason } from './sink/drop-reason.js';
export type {
  Batch,
  DeliveryReport,
  Sink,
  SinkMode,
  SinkStats,
  WriteOptions,
} from './sink/sink.js';
