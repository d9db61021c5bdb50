import { gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';
import { Refusal } from '../http/refusal.js';
import { unzstd } from './unzstd.js';
import { ZstdSizeError } from './zstd-frames.js';

type Inflater = (body: Buffer, maxRawBytes: number) => Buffer;

const inflaters: ReadonlyMap<string, Inflater> = new Map<string, Inflater>([
  ['', (body) => body],
  ['identity', (body) => body],
  ['gzip', (body, maxOutputLength) => gunzipSync(body, { maxOutputLength })],
  ['deflate', inflateEither],
  ['zstd', unzstd],
  // What Datadog's documentation calls it, and its clients send.
  ['zstd1', unzstd],
]);

/**
 * Undoes the content encoding of a body, never producing more than `maxRawBytes`.
 *
 * @throws {Refusal} 415 for an encoding that is not taken, 400 for bytes that are not what the
 * header says, 413 past the limit.
 */
export function inflateBody(body: Buffer, encoding: string, maxRawBytes: number): Buffer {
  const inflate = inflaters.get(encoding.trim().toLowerCase());
  if (inflate === undefined) {
    throw new Refusal(
      415,
      `Content-Encoding "${encoding}" is not taken: use deflate, gzip or zstd`,
    );
  }
  let raw: Buffer;
  try {
    raw = inflate(body, maxRawBytes);
  } catch (error) {
    if (isTooLarge(error)) throw tooLarge(maxRawBytes);
    throw new Refusal(400, `the body is not ${encoding}: ${(error as Error).message}`);
  }
  if (raw.length > maxRawBytes) throw tooLarge(maxRawBytes);
  return raw;
}

/** `deflate` means zlib-wrapped, but some clients send it bare: taken when the wrapper is wrong. */
function inflateEither(body: Buffer, maxOutputLength: number): Buffer {
  try {
    return inflateSync(body, { maxOutputLength });
  } catch (wrapped) {
    if (isTooLarge(wrapped)) throw wrapped;
    try {
      return inflateRawSync(body, { maxOutputLength });
    } catch (bare) {
      throw isTooLarge(bare) ? bare : wrapped;
    }
  }
}

function isTooLarge(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return error instanceof ZstdSizeError || code === 'ERR_BUFFER_TOO_LARGE';
}

function tooLarge(maxRawBytes: number): Refusal {
  return new Refusal(413, `decompressed, the body is over the limit of ${maxRawBytes} bytes`);
}
