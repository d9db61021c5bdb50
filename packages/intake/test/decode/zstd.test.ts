import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inflateBody } from '../../src/decode/inflate-body.js';
import { agentSeries, agentSketches } from '../agent-flush.js';
import { asZstd, fixture, frame, lines, rawBlock, repeatBlock } from '../zstd.js';

const limit = 1_000_000;
const unzstd = (body: Buffer, most = limit): Buffer => inflateBody(body, 'zstd', most);
const refusal = (status: number, text: string): object =>
  expect.objectContaining({ status, message: expect.stringContaining(text) });
const fails = (body: Buffer, most = limit): unknown => {
  try {
    return unzstd(body, most).length;
  } catch (error) {
    return error;
  }
};

test.each([
  ['agent-series', agentSeries],
  ['agent-sketches', agentSketches],
  ['lines-1', Buffer.from(lines)],
  ['lines-19', Buffer.from(lines)],
])('what the command made of %s is undone', (name, original) => {
  expect(unzstd(fixture(name)).equals(original)).toBe(true);
  expect(inflateBody(fixture(name), 'zstd1', limit).equals(original)).toBe(true);
});

test('frames one after the other, skippable ones between them, are put together', () => {
  const skippable = Buffer.from([0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 9, 9, 9]);
  const body = Buffer.concat([asZstd('one '), skippable, asZstd('two'), fixture('agent-sketches')]);

  expect(unzstd(body).equals(Buffer.concat([Buffer.from('one two'), agentSketches]))).toBe(true);
});

test('any bytes in any blocks come out as they went in', () => {
  const blocks = fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(blocks, (blocks) => {
      const last = blocks.length - 1;
      const packed = blocks.map((block, at) => rawBlock(Buffer.from(block), at === last));
      expect(unzstd(frame(...packed)).equals(Buffer.concat(blocks))).toBe(true);
    }),
  );
});

describe('bombs', () => {
  test('a thousand times a block of one byte', () => {
    const blocks = Array.from({ length: 1_000 }, () => repeatBlock(0, 131_072, false));

    expect(fails(frame(...blocks, repeatBlock(0, 1)))).toEqual(refusal(413, 'over the limit'));
  });

  test('exactly the limit is taken, one byte more is not', () => {
    const body = frame(repeatBlock(0, 100_000, false), repeatBlock(0, 1));

    expect(fails(body, 100_001)).toBe(100_001);
    expect(fails(body, 100_000)).toEqual(refusal(413, 'over the limit of 100000 bytes'));
  });

  test.each([
    ['a window of 2 GB', [0x28, 0xb5, 0x2f, 0xfd, 0, 0xa8, 1, 0, 0], 400, 'a window of'],
    ['a size of 1 GB', [0x28, 0xb5, 0x2f, 0xfd, 0xa0, 0, 0, 0, 0x40, 1, 0, 0], 413, 'limit'],
    ['a size of 2^63', [0x28, 0xb5, 0x2f, 0xfd, 0xe0, ...Array(7).fill(0), 0x80], 413, 'limit'],
    ['a block of 2 MB', [0x28, 0xb5, 0x2f, 0xfd, 0, 80, 0xfb, 0xff, 0xff, 0], 400, 'a block is'],
    ['a dictionary', [0x28, 0xb5, 0x2f, 0xfd, 1, 80, 7, 1, 0, 0], 400, 'a dictionary'],
  ])('a head that asks for %s', (_, body, status, message) => {
    expect(fails(Buffer.from(body))).toEqual(refusal(status, message));
  });
});

test('whatever is cut off is refused', () => {
  const whole = fixture('agent-series');
  for (let length = 1; length < whole.length; length += 7) {
    expect(fails(whole.subarray(0, length))).toEqual(refusal(400, 'the body is not zstd'));
  }
});

test('forged bytes are refused or become something, in bounded time and space', () => {
  const whole = fixture('agent-series');
  const forgeries = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), {
    minLength: 1,
    maxLength: 4,
  });
  fc.assert(
    fc.property(forgeries, (forgeries) => {
      const body = Buffer.from(whole);
      for (const [at, byte] of forgeries) body[at] = byte;
      const result = fails(body, 100_000);
      if (typeof result === 'number') expect(result).toBeLessThanOrEqual(100_000);
      else expect(result).toMatchObject({ name: 'Refusal' });
    }),
    { numRuns: 200 },
  );
});
