import type { MetricMessage, Origin } from '../message/message.js';
import type { ByteWriter } from './byte-writer.js';
import { inField, inName, inTag, safeMember } from './safe-text.js';

const colon = 0x3a;
const comma = 0x2c;
const pipe = 0x7c;

/** Writes a whole metric, all of its values in one line. */
export function writeMetric(writer: ByteWriter, message: MetricMessage): void {
  writeName(writer, message.name);
  if (message.type === 's') {
    writer.byte(colon);
    writer.utf8(safeMember(message.values[0]).toWellFormed());
  } else for (const value of message.values) writeValue(writer, value);
  writeMetricEnd(writer, message);
}

export function writeName(writer: ByteWriter, name: string): void {
  writer.text(name, inName);
}

export function writeValue(writer: ByteWriter, value: number): void {
  writer.byte(colon);
  writer.number(value);
}

/** Writes what comes after the values, in the order of Datadog's own clients. */
export function writeMetricEnd(writer: ByteWriter, message: MetricMessage): void {
  writer.byte(pipe);
  writer.ascii(message.type);
  if (message.sampleRate !== 1) {
    writer.ascii('|@');
    writer.number(message.sampleRate);
  }
  writeTags(writer, message.tags);
  writeOrigin(writer, message);
  if (message.timestamp !== undefined) {
    writer.ascii('|T');
    writer.number(Math.floor(message.timestamp));
  }
}

export function writeTags(writer: ByteWriter, tags: readonly string[]): void {
  let isFirst = true;
  for (const tag of tags) {
    if (tag === '') continue;
    if (isFirst) writer.ascii('|#');
    else writer.byte(comma);
    isFirst = false;
    writer.text(tag, inTag);
  }
}

export function writeOrigin(writer: ByteWriter, origin: Origin): void {
  writeField(writer, '|c:', origin.containerId);
  writeField(writer, '|e:', origin.externalData);
  writeField(writer, '|card:', origin.cardinality);
}

/** Writes a field, unless there is nothing to say. */
export function writeField(
  writer: ByteWriter,
  prefix: string,
  value: string | number | undefined,
): void {
  if (value === undefined || value === '') return;
  writer.ascii(prefix);
  if (typeof value === 'number') writer.number(Math.floor(value));
  else writer.text(value, inField);
}
