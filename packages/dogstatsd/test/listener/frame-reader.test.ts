import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrameReader } from '../../src/listener/frame-reader.ts';

function frame(payload: string): Buffer {
  const bytes = Buffer.alloc(4 + payload.length);
  bytes.writeUInt32LE(payload.length);
  bytes.write(payload, 4);
  return bytes;
}

function makeReader(maxBytes = 20) {
  const payloads: string[] = [];
  return { payloads, reader: new FrameReader(maxBytes, (bytes) => payloads.push(`${bytes}`)) };
}

describe('FrameReader', () => {
  const stream = Buffer.concat([frame('a:1|c'), frame(''), frame('b:2|g\nc:3|h'), frame('d')]);

  it.each([...stream.keys()])('reads frames that are split at byte %d', (place) => {
    const { payloads, reader } = makeReader();

    reader.push(stream.subarray(0, place));
    reader.push(stream.subarray(place));

    expect(payloads).toEqual(['a:1|c', 'b:2|g\nc:3|h', 'd']);
    expect(reader.isBetweenFrames).toBe(true);
  });

  it('reads frames from pieces of any sizes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-z]{1,20}$/)),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
        (texts, sizes) => {
          const bytes = Buffer.concat(texts.map(frame));
          const { payloads, reader } = makeReader();

          for (let at = 0, piece = 0; at < bytes.length; piece++) {
            const size = sizes[piece % sizes.length] as number;
            expect(reader.push(bytes.subarray(at, at + size))).toBe(undefined);
            at += size;
          }

          expect(payloads).toEqual(texts);
        },
      ),
    );
  });

  it('tells how long a frame is that is too long, after those before it', () => {
    const { payloads, reader } = makeReader(5);

    expect(reader.push(Buffer.concat([frame('a:1|c'), frame('a:10|c')]))).toBe(6);
    expect(payloads).toEqual(['a:1|c']);
  });

  it.each([1, 3, 4, 8])('knows that %d bytes of a frame are not all of it', (length) => {
    const { payloads, reader } = makeReader();

    reader.push(frame('a:1|c').subarray(0, length));

    expect(reader.isBetweenFrames).toBe(false);
    expect(payloads).toEqual([]);
  });
});
