import { Refusal } from '../http/refusal.js';
import type { Steps } from '../steps.js';
import type { DecodedSeries } from './decoded-series.js';
import { ProtoReader } from './proto-reader.js';
import { hostOf, seriesTypes, tagsOf } from './series-v2.js';

const seriesPerStep = 50;

/**
 * Reads a `MetricPayload`, the protobuf form of `POST /api/v2/series`.
 *
 * @param fromAgent whether tags that are not UTF-8 are mended, as Datadog does for its Agent
 */
export function* decodeSeriesProto(body: Buffer, fromAgent = false): Steps<DecodedSeries[]> {
  const decoded: DecodedSeries[] = [];
  const payload = new ProtoReader(body);
  for (let field = payload.next(); field !== 0; field = payload.next()) {
    if (field === 1) decoded.push(decodeSeries(payload.message(), decoded.length, fromAgent));
    else payload.skip();
    if (decoded.length % seriesPerStep === 0) yield;
  }
  return decoded;
}

function decodeSeries(series: ProtoReader, index: number, fromAgent: boolean): DecodedSeries {
  const tags: string[] = [];
  const resources: Resource[] = [];
  const timestamps: number[] = [];
  const values: number[] = [];
  let metric = '';
  let type = 0;
  let interval = 0;
  for (let field = series.next(); field !== 0; field = series.next()) {
    if (field === 1) resources.push(decodeResource(series.message()));
    else if (field === 2) metric = series.string();
    else if (field === 3) tags.push(series.string(fromAgent));
    else if (field === 4) decodePoint(series.message(), timestamps, values);
    else if (field === 5) type = series.int64();
    else if (field === 8) interval = series.int64();
    else series.skip();
  }
  const known = seriesTypes[type];
  if (known === undefined) {
    throw new Refusal(400, `series[${index}].type must be 0, 1 (count), 2 (rate) or 3 (gauge)`);
  }
  return {
    metric,
    type: known,
    host: hostOf(resources),
    tags: tagsOf(tags, resources),
    interval: Math.max(interval, 0),
    resources: resources.length,
    timestamps,
    values,
  };
}

interface Resource {
  readonly type: string;
  readonly name: string;
}

function decodeResource(resource: ProtoReader): Resource {
  let type = '';
  let name = '';
  for (let field = resource.next(); field !== 0; field = resource.next()) {
    if (field === 1) type = resource.string();
    else if (field === 2) name = resource.string();
    else resource.skip();
  }
  return { type, name };
}

function decodePoint(point: ProtoReader, timestamps: number[], values: number[]): void {
  let value = 0;
  let timestamp = 0;
  for (let field = point.next(); field !== 0; field = point.next()) {
    if (field === 1) value = point.double();
    else if (field === 2) timestamp = point.int64();
    else point.skip();
  }
  timestamps.push(timestamp);
  values.push(value);
}
