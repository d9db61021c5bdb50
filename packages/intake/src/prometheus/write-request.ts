/// <reference path="./snappyjs.d.ts" />
import snappy from 'snappyjs';
import { ProtoWriter, varintLength } from './proto-writer.js';
import type { Label, Sample } from './series.js';

/** One series with its labels encoded already: they stay the same, and are most of it. */
export interface EncodedSeries {
  readonly labels: Buffer;
  /** Ascending in time. */
  readonly samples: readonly Sample[];
}

/** The labels of a `TimeSeries`. */
export function encodeLabels(labels: readonly Label[]): Buffer {
  const writer = new ProtoWriter();
  for (const [name, value] of labels) {
    writer.head(1, textLength(name) + textLength(value));
    writer.string(1, name);
    writer.string(2, value);
  }
  return Buffer.from(writer.content);
}

/** A `WriteRequest` of remote write, in protobuf. */
export function writeRequest(series: readonly EncodedSeries[]): Buffer {
  const writer = new ProtoWriter();
  for (const { labels, samples } of series) {
    let length = labels.length;
    for (const { timestamp } of samples) length += 2 + sampleLength(timestamp);
    writer.head(1, length);
    writer.fields(labels);
    for (const { timestamp, value } of samples) {
      writer.head(2, sampleLength(timestamp));
      writer.double(1, value);
      writer.uint64(2, timestamp);
    }
  }
  return writer.content;
}

/** A block of Snappy, which is what remote write wants: not the framed format. */
export function snappyBlock(content: Buffer): Buffer {
  return snappy.compress(content);
}

/** A value in a field of its own, and a time. */
function sampleLength(timestamp: number): number {
  return 9 + 1 + varintLength(timestamp);
}

/** Of a text in a field of a number up to 15. */
function textLength(text: string): number {
  const bytes = Buffer.byteLength(text);
  return 1 + varintLength(bytes) + bytes;
}
