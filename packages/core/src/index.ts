export { Aggregator, type AggregatorStats } from './aggregate/aggregator.js';
export type { AggregatorOptions } from './aggregate/aggregator-options.js';
export { millisecondsFrom } from './aggregate/bucket-time.js';
export type { Context } from './aggregate/context.js';
export type { Cut } from './aggregate/cut.js';
export {
  type CounterHandle,
  type GaugeHandle,
  type HandleByType,
  type HistogramHandle,
  plainHandle,
  type SetHandle,
} from './aggregate/handles.js';
export type { Problem, ProblemCode } from './aggregate/problem.js';
export type { BindingRecorder, Recorder, RecordOptions } from './aggregate/recorder.js';
export { outsideWindow } from './aggregate/roll-up.js';
export { joined, type ScopeOptions } from './aggregate/scope.js';
export type { TakeOptions } from './aggregate/slow-path.js';
export { callerOf, folderOf, framesOf } from './call-site.js';
export { type Clock, systemClock, type Timer } from './clock.js';
export { DogStatsError, type ErrorCode } from './errors.js';
export { clampToFinite } from './metric/clamp-to-finite.js';
export type {
  CountState,
  DistributionState,
  HistogramState,
  MetricPoint,
  PointOf,
  SetState,
  ValueState,
  WeightedSamples,
} from './metric/metric-point.js';
export type { MetricType } from './metric/metric-type.js';
export { percentileSuffix } from './metric/percentile.js';
export type { SketchBins, SketchState, WeightedValue } from './metric/sketch.js';
export { repeatedValues, weightedValues } from './metric/weighted-values.js';
export { maxNameLength, normalizeName } from './normalize/name.js';
export { maxTags, mergeTags, readTags, type Tags, type TagValue } from './normalize/tags.js';
export { BatchEncoder, encodeBatch } from './payload/encode-batch.js';
export { encodeChecks, encodeEvent, eventIdIn } from './payload/encode-notice.js';
export {
  defaultEncoding,
  type EncodingOptions,
  type HistogramAggregate,
  type HistogramOptions,
} from './payload/encoding-options.js';
export { type Route, type RouteLimits, routeLimits } from './payload/limits.js';
export { dividePayload, type Payload } from './payload/payload.js';
export { histogramSuffixes } from './payload/series.js';
export { type Unit, Units } from './payload/units.js';
export { asError, asErrors } from './sink/as-error.js';
export { balancedReport, lostReport } from './sink/balanced-report.js';
export { DistinctErrors } from './sink/distinct-errors.js';
export { DropCounter, type DropCounts, type DropReason } from './sink/drop-reason.js';
export {
  type CheckNotice,
  type EventNotice,
  type Notice,
  type NoticeReport,
  noticeLifeSeconds,
} from './sink/notice.js';
export type {
  Batch,
  DeliveryReport,
  Sink,
  SinkFigures,
  SinkMode,
  SinkStats,
  WriteOptions,
} from './sink/sink.js';
export { createTime, type Time } from './timing/time.js';
export { createTimed, type OutcomeOf, type Timed, type TimedDecorator } from './timing/timed.js';
export { type MetricTimer, startTimer, type TimingTarget } from './timing/timer.js';
export type { OutcomeTags, TimedOptions, TimingOptions } from './timing/timing-options.js';
