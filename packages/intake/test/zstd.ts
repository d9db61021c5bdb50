import { readFileSync } from 'node:fs';

/** A body that the command `zstd` compressed. */
export const fixture = (name: string): Buffer =>
  readFileSync(new URL(`./fixtures/${name}.zst`, import.meta.url));

/** What `lines-19` holds, made by `zstd -19` from a pipe, and `lines-1`, by `zstd -1` from a file. */
export const lines: string = Array.from(
  { length: 40_000 },
  (_, n) => `line ${n % 97} of ${(n * n) % 1_009}`,
).join('\n');

const magic = [0x28, 0xb5, 0x2f, 0xfd];

/** One frame with a window of a megabyte, without a size or a checksum. */
export const frame = (...blocks: Buffer[]): Buffer =>
  Buffer.concat([Buffer.from([...magic, 0, 10 << 3]), ...blocks]);

const header = (type: number, size: number, last: boolean): number[] => {
  const bits = (size << 3) | (type << 1) | Number(last);
  return [bits & 0xff, (bits >> 8) & 0xff, bits >> 16];
};

export const rawBlock = (content: Buffer, last = true): Buffer =>
  Buffer.concat([Buffer.from(header(0, content.length, last)), content]);

/** One byte, many times. */
export const repeatBlock = (byte: number, size: number, last = true): Buffer =>
  Buffer.from([...header(1, size, last), byte]);

/** Zstandard that doesn’t compress: every decoder has to take it. */
export function asZstd(body: Buffer | string): Buffer {
  const content = Buffer.from(body);
  const blocks: Buffer[] = [];
  for (let at = 0; at < content.length || at === 0; at += 100_000) {
    const last = at + 100_000 >= content.length;
    blocks.push(rawBlock(content.subarray(at, at + 100_000), last));
  }
  return frame(...blocks);
}
