import { promisify } from 'node:util';
import {
  gunzip,
  gunzipSync,
  inflate,
  inflateRaw,
  inflateRawSync,
  inflateSync,
  type ZlibOptions,
} from 'node:zlib';
import { Refusal } from '../http/refusal.js';
import { unzstd, unzstdInBackground } from './unzstd.js';
import { ZstdSizeError } from './zstd-frames.js';

interface Inflater {
  atOnce(body: Buffer, options: InflateOptions): Buffer;
  /** On another thread, as far as Node.js can. */
  inBackground(body: Buffer, options: InflateOptions): Promise<Buffer>;
}

interface InflateOptions extends ZlibOptions {
  readonly maxOutputLength: number;
}

/** Each time that so much has come out, the threads have to talk. */
const chunkSize = 262_144;

const identity: Inflater = {
  atOnce: (body) => body,
  inBackground: (body) => Promise.resolve(body),
};
const zstd: Inflater = {
  atOnce: (body, { maxOutputLength }) => unzstd(body, maxOutputLength),
  inBackground: (body, { maxOutputLength }) => unzstdInBackground(body, maxOutputLength),
};
const inflaters: ReadonlyMap<string, Inflater> = new Map<string, Inflater>([
  ['', identity],
  ['identity', identity],
  ['gzip', { atOnce: gunzipSync, inBackground: promisify<Buffer, InflateOptions, Buffer>(gunzip) }],
  ['deflate', { atOnce: inflateEither, inBackground: inflateEitherInBackground }],
  ['zstd', zstd],
  // What Datadog's documentation calls it, and its clients send.
  ['zstd1', zstd],
]);

/**
 * Undoes the content encoding of a body, never producing more than `maxRawBytes`.
 *
 * @throws {Refusal} 415 for an encoding that is not taken, 400 for bytes that are not what the
 * header says, 413 past the limit.
 */
export function inflateBody(body: Buffer, encoding: string, maxRawBytes: number): Buffer {
  const inflater = inflaterOf(encoding);
  try {
    return checked(inflater.atOnce(body, { maxOutputLength: maxRawBytes }), maxRawBytes);
  } catch (error) {
    throw refusalOf(error, encoding, maxRawBytes);
  }
}

/** The same while others have their turn. */
export async function inflateInBackground(
  body: Buffer,
  encoding: string,
  maxRawBytes: number,
): Promise<Buffer> {
  const inflater = inflaterOf(encoding);
  try {
    const options = { maxOutputLength: maxRawBytes, chunkSize };
    return checked(await inflater.inBackground(body, options), maxRawBytes);
  } catch (error) {
    throw refusalOf(error, encoding, maxRawBytes);
  }
}

function inflaterOf(encoding: string): Inflater {
  const inflater = inflaters.get(encoding.trim().toLowerCase());
  if (inflater !== undefined) return inflater;
  throw new Refusal(415, `Content-Encoding "${encoding}" is not taken: use deflate, gzip or zstd`);
}

function checked(raw: Buffer, maxRawBytes: number): Buffer {
  if (raw.length > maxRawBytes) throw tooLarge(maxRawBytes);
  return raw;
}

/** `deflate` means zlib-wrapped, but some clients send it bare: taken when the wrapper is wrong. */
function inflateEither(body: Buffer, options: InflateOptions): Buffer {
  try {
    return inflateSync(body, options);
  } catch (wrapped) {
    if (isTooLarge(wrapped)) throw wrapped;
    try {
      return inflateRawSync(body, options);
    } catch (bare) {
      throw isTooLarge(bare) ? bare : wrapped;
    }
  }
}

const inflateWrapped = promisify<Buffer, InflateOptions, Buffer>(inflate);
const inflateBare = promisify<Buffer, InflateOptions, Buffer>(inflateRaw);

async function inflateEitherInBackground(body: Buffer, options: InflateOptions): Promise<Buffer> {
  try {
    return await inflateWrapped(body, options);
  } catch (wrapped) {
    if (isTooLarge(wrapped)) throw wrapped;
    try {
      return await inflateBare(body, options);
    } catch (bare) {
      throw isTooLarge(bare) ? bare : wrapped;
    }
  }
}

function refusalOf(error: unknown, encoding: string, maxRawBytes: number): Refusal {
  if (error instanceof Refusal) return error;
  if (isTooLarge(error)) return tooLarge(maxRawBytes);
  return new Refusal(400, `the body is not ${encoding}: ${(error as Error).message}`);
}

function isTooLarge(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return error instanceof ZstdSizeError || code === 'ERR_BUFFER_TOO_LARGE';
}

function tooLarge(maxRawBytes: number): Refusal {
  return new Refusal(413, `decompressed, the body is over the limit of ${maxRawBytes} bytes`);
}
