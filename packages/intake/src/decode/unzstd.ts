import * as zlib from 'node:zlib';
import { Decompress } from 'fzstd';
import { within } from './within.js';
import { walkZstdFrames, ZstdSizeError } from './zstd-frames.js';

type Unzstd = (body: Buffer, options: { maxOutputLength: number }) => Buffer;

/** Long enough for the largest payload on a slow machine. */
const maxMs = 10_000;

/** Of Node.js from 22.15 on. */
const native = (zlib as { zstdDecompressSync?: Unzstd }).zstdDecompressSync;

/**
 * Undoes Zstandard, with Node.js where it can, else in JavaScript. The frames are walked before, so
 * that neither believes a header that asks for more memory than it may have.
 *
 * @throws {ZstdSizeError} past `maxBytes`; some other error for bytes that are not Zstandard
 */
export function unzstd(body: Buffer, maxBytes: number): Buffer {
  const most = walkZstdFrames(body, maxBytes);
  if (native !== undefined) return native(body, { maxOutputLength: Math.max(maxBytes, 1) });
  return unzstdInJavaScript(body, Math.min(most, maxBytes), maxBytes);
}

/** The decoder checks no lengths within a block: a forged one could keep it busy for minutes. */
function unzstdInJavaScript(body: Buffer, expected: number, maxBytes: number): Buffer {
  if (body.length === 0) return body;
  const raw = Buffer.allocUnsafe(expected);
  let length = 0;
  const decompressor = new Decompress((chunk) => {
    if (length + chunk.length > maxBytes) throw new ZstdSizeError('it becomes too large');
    raw.set(chunk, length);
    length += chunk.length;
  });
  within(maxMs, () => decompressor.push(body, true));
  return raw.subarray(0, length);
}
