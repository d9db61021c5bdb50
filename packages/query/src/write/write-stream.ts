import type { Writable } from 'node:stream';
import type { Result } from '../data/result.js';
import type { QueryStream } from '../engine/query-stream.js';
import { csvFormat } from './csv.js';
import type { Format } from './format.js';
import { jsonLinesFormat } from './json-lines.js';
import { TextWriter } from './write-text.js';

/**
 * Writes what is left of a stream as CSV, no faster than it is taken; at most two windows are held. The
 * destination is not ended.
 *
 * @throws {QueryError} whatever ends the range before its time; what was written then ends with a whole
 *   window. @throws what the destination fails with.
 */
export function writeCsv<D extends Result>(
  stream: QueryStream<D>,
  destination: Writable,
): Promise<void> {
  const { name, groupKeys } = stream.adapter;
  return write(stream, csvFormat(name, groupKeys), destination);
}

/** The same as lines of JSON. */
export function writeJsonLines<D extends Result>(
  stream: QueryStream<D>,
  destination: Writable,
): Promise<void> {
  return write(stream, jsonLinesFormat, destination);
}

async function write<D extends Result>(
  stream: QueryStream<D>,
  format: Format,
  destination: Writable,
): Promise<void> {
  const writer = new TextWriter(destination);
  try {
    if (format.head !== '') await writer.write(format.head);
    for await (const { data } of stream) {
      for (const piece of format.body(data)) await writer.write(piece);
    }
  } finally {
    writer.release();
  }
}
