import type { EventMessage, ServiceCheckMessage } from '../message/message.js';
import type { ByteWriter } from './byte-writer.js';
import { inName, oneLine } from './safe-text.js';
import { writeField, writeOrigin, writeTags } from './write-metric.js';

/** Writes an event. The lengths in its head are bytes of what follows, so a `|` does no harm. */
export function writeEvent(writer: ByteWriter, event: EventMessage): void {
  const title = oneLine(event.title);
  const text = oneLine(event.text);
  writer.ascii(`_e{${Buffer.byteLength(title)},${Buffer.byteLength(text)}}:`);
  writer.utf8(title);
  writer.ascii('|');
  writer.utf8(text);
  writeField(writer, '|d:', event.timestamp);
  writeField(writer, '|h:', event.host);
  writeField(writer, '|k:', event.aggregationKey);
  writeField(writer, '|p:', event.priority);
  writeField(writer, '|s:', event.source);
  writeField(writer, '|t:', event.alertType);
  writeTags(writer, event.tags);
  writeOrigin(writer, event);
}

/** Writes a service check. Its message has to be the last field, and may hold no `m:` of its own. */
export function writeServiceCheck(writer: ByteWriter, check: ServiceCheckMessage): void {
  writer.ascii('_sc|');
  writer.text(check.name, inName);
  writer.ascii(`|${check.status}`);
  writeField(writer, '|d:', check.timestamp);
  writeField(writer, '|h:', check.host);
  writeTags(writer, check.tags);
  writeOrigin(writer, check);
  const message = check.message && oneLine(check.message).replaceAll('m:', 'm\\:');
  writeField(writer, '|m:', message);
}
