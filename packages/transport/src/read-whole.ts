import { Buffer } from 'node:buffer';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { ExchangeAnswer } from './exchange.js';

/** Why an answer was not read to its end, as the reason of a `NetworkError` has it. */
export const answerTooLarge = 'ANSWER_TOO_LARGE';

/**
 * Reads all of an answer, and inflates it where the server says that it is gzip.
 *
 * @throws {Error} when it breaks off, or, with the code `ANSWER_TOO_LARGE`, when it goes past the bound.
 */
export async function readWhole(answer: ExchangeAnswer, maxBytes: number): Promise<string> {
  if (answer.header('content-encoding')?.trim().toLowerCase() !== 'gzip') {
    return collectText(answer.body, maxBytes);
  }
  const source = Readable.from(answer.body);
  const plain = createGunzip();
  source.on('error', (error) => plain.destroy(error));
  try {
    return await collectText(source.pipe(plain), maxBytes);
  } catch (error) {
    // Some servers mark what has no body at all, such as a 204.
    if (plain.bytesWritten === 0 && (error as { code?: string }).code === 'Z_BUF_ERROR') return '';
    throw error;
  } finally {
    source.destroy();
  }
}

async function collectText(plain: AsyncIterable<Uint8Array>, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of plain) {
    length += chunk.length;
    if (length > maxBytes) {
      throw Object.assign(new Error('answer too large'), { code: answerTooLarge });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length).toString('utf8');
}
