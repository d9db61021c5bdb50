import { promisify } from 'node:util';
import { deflate as deflateWithCallback, inflate as inflateWithCallback } from 'node:zlib';

const deflateBuffer = promisify(deflateWithCallback);
const inflateBuffer = promisify(inflateWithCallback);

/** Compresses in zlib's format, which is what HTTP calls deflate, off the main thread. */
export function compress(body: Buffer): Promise<Buffer> {
  return deflateBuffer(body);
}

/** Undoes `compress`. Only ever given our own bytes. */
export function decompress(body: Buffer): Promise<Buffer> {
  return inflateBuffer(body);
}
