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
  const { frames, most } = walkZstdFrames(body, maxBytes);
  if (native === undefined) return unzstdInJavaScript(frames, Math.min(most, maxBytes), maxBytes);
  const parts: Buffer[] = [];
  let left = maxBytes;
  for (const frame of frames) {
    const part = native(frame, { maxOutputLength: Math.max(left, 1) });
    left -= part.length;
    if (left < 0) throw new ZstdSizeError('it becomes too large');
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** The decoder checks no lengths within a block: a forged one could keep it busy for minutes. */
function unzstdInJavaScript(frames: readonly Buffer[], expected: number, maxBytes: number): Buffer {
  const raw = Buffer.allocUnsafe(expected);
  let length = 0;
  const keep = (chunk: Uint8Array): void => {
    if (length + chunk.length > maxBytes) throw new ZstdSizeError('it becomes too large');
    raw.set(chunk, length);
    length += chunk.length;
  };
  within(maxMs, () => {
    for (const frame of frames) new Decompress(keep).push(frame, true);
  });
  return raw.subarray(0, length);
}
