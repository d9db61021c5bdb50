import { Buffer } from 'node:buffer';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { ExchangeAnswer } from './exchange.js';

/** What is unfit for an answer to be read: its reason as a `NetworkError` has it. */
export const answerTooLarge = 'ANSWER_TOO_LARGE';

/**
 * Reads all of an answer, and inflates it where the server says that it is gzip.
 *
 * @throws {Error} when it breaks off, or, with the code `ANSWER_TOO_LARGE`, when it goes past the bound.
 */
export async function readWhole(answer: ExchangeAnswer, maxBytes: number): Promise<string> {
  const isGzip = answer.header('content-encoding')?.trim().toLowerCase() === 'gzip';
  const plain = isGzip ? Readable.from(answer.body).compose(createGunzip()) : answer.body;
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of plain as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length > maxBytes) {
      throw Object.assign(new Error('answer too large'), { code: answerTooLarge });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length).toString('utf8');
}
