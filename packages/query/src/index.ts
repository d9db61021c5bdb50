export { type AdapterName, adapterNames } from './adapters/adapter.js';
export type { ScalarAggregator } from './adapters/v2-request.js';
export { createStream, type StreamRuntime } from './create-stream.js';
export { mergePoints, mergeScalars, mergeTimeseries } from './data/merge.js';
export type {
  PointsResult,
  Result,
  ScalarColumn,
  ScalarResult,
  SeriesResult,
  TimeseriesResult,
  Unit,
} from './data/result.js';
export { type PointRow, type ScalarRow, type TimeseriesRow, toRows } from './data/rows.js';
export type { Batch, BatchStats, Cursor, DataBatch, ErrorBatch } from './engine/batch.js';
export type { QueryStream } from './engine/query-stream.js';
export type { Transport, TransportRequest, TransportResponse } from './engine/transport.js';
export type { RetryNotice } from './engine/window-fetcher.js';
export type {
  ConnectionOptions,
  FormulaText,
  QueryApi,
  QueryOptions,
  QueryText,
  WalkOptions,
} from './options/query-options.js';
export {
  AdaptivePolicy,
  type AdaptivePolicyOptions,
  defaultAdaptivePolicy,
} from './policy/adaptive-policy.js';
export type {
  ExecutionPolicy,
  PolicyRun,
  PolicyStart,
  PolicyState,
} from './policy/execution-policy.js';
export { FixedPolicy, type FixedPolicyOptions } from './policy/fixed-policy.js';
export { query } from './query.js';
export {
  outcomeNumbers,
  QueryError,
  type QueryErrorCode,
  type WindowBounds,
} from './query-error.js';
export { type KeyValidity, validate } from './validate.js';
export { csvFormat } from './write/csv.js';
export type { Format } from './write/format.js';
export { jsonLinesFormat } from './write/json-lines.js';
export { writeCsv, writeJsonLines } from './write/write-stream.js';
