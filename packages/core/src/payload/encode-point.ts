import { Buffer } from 'node:buffer';
import type { MetricPoint, PointOf } from '../metric/metric-point.js';
import { contextText } from './encode-text.js';
import type { EncodingOptions } from './encoding-options.js';
import type { Route } from './limits.js';
import type { EncodedUnit } from './payload.js';
import { type SeriesType, type SeriesValue, seriesValues } from './series.js';

/** Numbers of the types in v2; its protobuf enum. */
const v2Types: { readonly [T in SeriesType]: number } = { count: 1, rate: 2, gauge: 3 };

/** The route a point takes. */
export function routeOf(point: MetricPoint, encoding: EncodingOptions): Route {
  return point.type === 'distribution' ? 'distributions' : `series-${encoding.seriesApi}`;
}

/**
 * The JSON of a point's series.
 *
 * `tags`, and in v1 `host`, are written even when they are empty: older servers of this protocol
 * fill in those of an earlier request.
 */
export function encodePoint(point: MetricPoint, encoding: EncodingOptions): EncodedUnit {
  if (point.type === 'distribution') return unit(point, 1, encodeDistribution(point));
  const values = seriesValues(point, encoding);
  const encode = encoding.seriesApi === 'v1' ? encodeV1 : encodeV2;
  return unit(point, values.length, values.map((value) => encode(point, value)).join(','));
}

function unit(point: MetricPoint, points: number, text: string): EncodedUnit {
  const { context, samples } = point;
  return { metric: context.name, text, bytes: Buffer.byteLength(text), points, samples };
}

function encodeV2(point: MetricPoint, { suffix, type, value }: SeriesValue): string {
  const { context, bucketStart, interval } = point;
  const { tags, host } = contextText(context);
  const window = type === 'gauge' ? '' : `"interval":${interval},`;
  const resources = context.host === '' ? '' : `{"type":"host","name":${host}}`;
  return `{"metric":"${context.name}${suffix}","type":${v2Types[type]},${window}"points":[{"timestamp":${bucketStart},"value":${value}}],"tags":${tags},"resources":[${resources}]}`;
}

function encodeV1(point: MetricPoint, { suffix, type, value }: SeriesValue): string {
  const { context, bucketStart, interval } = point;
  const { tags, host } = contextText(context);
  const window = type === 'gauge' ? '' : `"interval":${interval},`;
  return `{"metric":"${context.name}${suffix}","type":"${type}",${window}"points":[[${bucketStart},${value}]],"host":${host},"tags":${tags}}`;
}

function encodeDistribution({ context, bucketStart, state }: PointOf<'distribution'>): string {
  const { tags, host } = contextText(context);
  return `{"metric":"${context.name}","type":"distribution","points":[[${bucketStart},[${state.values.join(',')}]]],"host":${host},"tags":${tags}}`;
}
