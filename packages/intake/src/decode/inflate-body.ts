import { gunzipSync, inflateRawSync, inflateSync, type ZlibOptions } from 'node:zlib';
import { Refusal } from '../http/refusal.js';

type Inflater = (body: Buffer, options: ZlibOptions) => Buffer;

const inflaters: ReadonlyMap<string, Inflater> = new Map<string, Inflater>([
  ['', (body) => body],
  ['identity', (body) => body],
  ['gzip', gunzipSync],
  ['deflate', inflateEither],
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
    throw new Refusal(415, `Content-Encoding "${encoding}" is not taken: use deflate or gzip`);
  }
  let raw: Buffer;
  try {
    raw = inflate(body, { maxOutputLength: maxRawBytes });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(maxRawBytes);
    throw new Refusal(400, `the body is not ${encoding}: ${message}`);
  }
  if (raw.length > maxRawBytes) throw tooLarge(maxRawBytes);
  return raw;
}

/** `deflate` means zlib-wrapped, but some clients send it bare: taken when the wrapper is wrong. */
function inflateEither(body: Buffer, options: ZlibOptions): Buffer {
  try {
    return inflateSync(body, options);
  } catch (wrapped) {
    if ((wrapped as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw wrapped;
    try {
      return inflateRawSync(body, options);
    } catch (bare) {
      throw (bare as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? bare : wrapped;
    }
  }
}

function tooLarge(maxRawBytes: number): Refusal {
  return new Refusal(413, `decompressed, the body is over the limit of ${maxRawBytes} bytes`);
}
