import { promisify } from 'node:util';
import * as zlib from 'node:zlib';
import { Decompress } from 'fzstd';
import { Slices } from '../slices.js';
import { atOnce, inSlices, type Steps } from '../steps.js';
import { within } from './within.js';
import { walkZstdFrames, type ZstdFrames, ZstdSizeError } from './zstd-frames.js';

interface NativeOptions {
  readonly maxOutputLength: number;
}

/** Long enough for the largest payload on a slow machine. */
const maxMs = 10_000;

/** Of Node.js from 22.15 on. */
const { zstdDecompress, zstdDecompressSync } = zlib as {
  zstdDecompress?: (
    frame: Buffer,
    options: NativeOptions,
    callback: (error: Error | null, raw: Buffer) => void,
  ) => void;
  zstdDecompressSync?: (frame: Buffer, options: NativeOptions) => Buffer;
};

/**
 * Undoes Zstandard, with Node.js where it can, else in JavaScript. The frames are walked before, so
 * that neither believes a header that asks for more memory than it may have.
 *
 * @throws {ZstdSizeError} past `maxBytes`; some other error for bytes that are not Zstandard
 */
export function unzstd(body: Buffer, maxBytes: number): Buffer {
  const walked = walkZstdFrames(body, maxBytes);
  if (zstdDecompressSync === undefined) return atOnce(unzstdInJavaScript(walked, maxBytes));
  const parts = new Parts(maxBytes);
  for (const { whole } of walked.frames) {
    parts.add(zstdDecompressSync(whole, { maxOutputLength: parts.mayBecome }));
  }
  return parts.whole;
}

/** The same while others have their turn. */
export async function unzstdInBackground(body: Buffer, maxBytes: number): Promise<Buffer> {
  const walked = walkZstdFrames(body, maxBytes);
  if (zstdDecompress === undefined) {
    return inSlices(unzstdInJavaScript(walked, maxBytes), new Slices(), () => {});
  }
  const decompress = promisify<Buffer, NativeOptions, Buffer>(zstdDecompress);
  const parts = new Parts(maxBytes);
  for (const { whole } of walked.frames) {
    parts.add(await decompress(whole, { maxOutputLength: parts.mayBecome }));
  }
  return parts.whole;
}

/** What frames became. */
class Parts {
  readonly #parts: Buffer[] = [];
  #left: number;

  constructor(maxBytes: number) {
    this.#left = maxBytes;
  }

  get mayBecome(): number {
    return Math.max(this.#left, 1);
  }

  get whole(): Buffer {
    return Buffer.concat(this.#parts);
  }

  add(part: Buffer): void {
    this.#left -= part.length;
    if (this.#left < 0) throw new ZstdSizeError('it becomes too large');
    this.#parts.push(part);
  }
}

/** The decoder checks no lengths within a block: a forged one could keep it busy for minutes. */
function* unzstdInJavaScript({ frames, most }: ZstdFrames, maxBytes: number): Steps<Buffer> {
  const raw = Buffer.allocUnsafe(Math.min(most, maxBytes));
  let length = 0;
  let left = maxMs;
  const keep = (chunk: Uint8Array): void => {
    if (length + chunk.length > maxBytes) throw new ZstdSizeError('it becomes too large');
    raw.set(chunk, length);
    length += chunk.length;
  };
  for (const { pieces } of frames) {
    const decoder = new Decompress(keep);
    for (const [index, piece] of pieces.entries()) {
      const began = performance.now();
      within(Math.max(1, Math.ceil(left)), () => decoder.push(piece, index === pieces.length - 1));
      left -= performance.now() - began;
      yield;
    }
  }
  return raw.subarray(0, length);
}
