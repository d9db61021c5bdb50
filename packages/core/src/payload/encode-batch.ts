import type { MetricPoint } from '../metric/metric-point.js';
import type { EncodingOptions } from './encoding-options.js';
import type { Payload } from './payload.js';

/**
 * Turns points into requests within the raw-byte and point limits of their routes: each payload of
 * one route and one bucket, the aggregates of one histogram together.
 */
export declare function encodeBatch(
  points: Iterable<MetricPoint>,
  encoding: EncodingOptions,
): Payload[];
