import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Check } from '../checks/check.js';
import type { DecodedSeries, DecodedSketches } from '../decode/decoded-series.js';
import type { IntakeEvent } from '../events/event.js';
import type { MetricMetadata } from '../metadata/metadata-store.js';
import { Sketch } from '../sketch/sketch.js';
import { sealed } from './record.js';

/** What was stored of one payload, metadata that changed, or how far a store behind has come. */
export interface StoredRecord {
  readonly tenant: string;
  /** It was to be handed on; whether it was, a later record says. */
  readonly waits?: true;
  /** Unix seconds up to which all that waits in records before this one was handed on. */
  readonly handedOn?: number;
  readonly series?: readonly DecodedSeries[];
  readonly sketches?: readonly DecodedSketches[];
  readonly events?: readonly IntakeEvent[];
  readonly checks?: readonly Check[];
  readonly metadata?: readonly (readonly [metric: string, metadata: MetricMetadata])[];
}

/** Compressed for speed: most of a payload are names and tags that repeat. */
const level = 1;

export function encodeRecord(record: StoredRecord): Buffer {
  const sketches = record.sketches?.map((each) => ({
    ...each,
    sketches: each.sketches.map((sketch) => ({
      ...sketch,
      keys: [...sketch.keys],
      counts: [...sketch.counts],
    })),
  }));
  const text = JSON.stringify({ ...record, sketches });
  return sealed(deflateRawSync(text, { level }), newestOf(record));
}

/** @param body of a record that is whole */
export function decodeRecord(body: Buffer): StoredRecord {
  const record = JSON.parse(inflateRawSync(body).toString()) as StoredRecord;
  if (record.sketches === undefined) return record;
  return { ...record, sketches: record.sketches.map(withSketches) };
}

function withSketches(series: DecodedSketches): DecodedSketches {
  return {
    ...series,
    sketches: series.sketches.map((sketch) =>
      Sketch.ofBins(sketch, [...sketch.keys], [...sketch.counts]),
    ),
  };
}

/** Unix seconds; 0 for metadata, which has no time. */
function newestOf(record: StoredRecord): number {
  const { series = [], sketches = [], events = [], checks = [], handedOn = 0 } = record;
  let newest = handedOn;
  for (const { timestamps } of [...series, ...sketches]) {
    for (const timestamp of timestamps) newest = Math.max(newest, timestamp);
  }
  for (const { timestamp } of [...events, ...checks]) newest = Math.max(newest, timestamp);
  return Math.min(Math.ceil(newest), 0xffff_ffff);
}
