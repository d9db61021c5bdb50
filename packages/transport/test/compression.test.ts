import { inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { compress, decompress } from '../src/compression.js';

test.each([0, 10, 1_000, 1_000_000])('%d bytes come back as they were', async (size) => {
  const body = Buffer.from(Array.from({ length: size }, (_, index) => (index * 7919) % 251));

  const compressed = await compress(body);

  expect((await decompress(compressed)).equals(body)).toBe(true);
  expect(inflateSync(compressed).equals(body)).toBe(true);
  expect(compressed.buffer.byteLength).toBe(compressed.length);
});
