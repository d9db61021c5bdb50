import { Buffer } from 'node:buffer';
import { promisify } from 'node:util';
import { deflate as deflateWithCallback, inflate as inflateWithCallback } from 'node:zlib';

const deflateBuffer = promisify(deflateWithCallback);
const inflateBuffer = promisify(inflateWithCallback);

/**
 * Compresses in zlib's format, which is what HTTP calls deflate, off the main thread. What comes
 * back holds no memory besides itself.
 */
export async function compress(body: Buffer): Promise<Buffer> {
  const compressed = await deflateBuffer(body);
  if (compressed.buffer.byteLength === compressed.length) return compressed;
  // zlib gives a piece of a chunk of 16 KiB, which would stay as long as the piece.
  const exact = Buffer.allocUnsafeSlow(compressed.length);
  compressed.copy(exact);
  return exact;
}

/** Undoes `compress`. Only ever given our own bytes. */
export function decompress(body: Buffer): Promise<Buffer> {
  return inflateBuffer(body);
}
