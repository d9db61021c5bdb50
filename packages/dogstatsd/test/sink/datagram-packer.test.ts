import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type MetricMessage, parseDatagram } from '../../src/index.ts';
import { DatagramPacker } from '../../src/sink/datagram-packer.ts';

interface Packed {
  readonly bytes: Buffer;
  readonly calls: number;
}

function makePacker(maxBytes: number, framed = false) {
  const datagrams: Packed[] = [];
  const tooLong: { name: string; calls: number }[] = [];
  const packer = new DatagramPacker({
    maxBytes,
    framed,
    onDatagram: (bytes, calls) => datagrams.push({ bytes, calls }),
    onTooLong: ({ name }, calls) => tooLong.push({ name, calls }),
  });
  return { packer, datagrams, tooLong, texts: () => datagrams.map(({ bytes }) => `${bytes}`) };
}

const count: MetricMessage = {
  kind: 'metric',
  name: 'abc',
  type: 'c',
  values: [1],
  sampleRate: 1,
  tags: [],
};

describe('DatagramPacker', () => {
  it('fills datagrams to the byte, and divides no line', () => {
    const { packer, texts } = makePacker(15);

    for (let round = 0; round < 3; round++) packer.add(count, 1);
    packer.add({ ...count, name: 'abcdefghijk' }, 1);
    packer.add({ ...count, values: [12] }, 1);
    packer.flush();
    packer.flush();

    expect(texts()).toEqual(['abc:1|c\nabc:1|c', 'abc:1|c', 'abcdefghijk:1|c', 'abc:12|c']);
  });

  it('counts bytes, not characters', () => {
    const { packer, texts } = makePacker(15);

    packer.add({ ...count, name: 'é' }, 1);
    packer.add({ ...count, name: '日日' }, 1);
    packer.flush();

    expect(texts()).toEqual(['é:1|c', '日日:1|c']);
  });

  it('spreads values that share a line over datagrams, each with its part of the calls', () => {
    const { packer, datagrams, texts } = makePacker(13);

    packer.add({ ...count, name: 'h', type: 'h', values: [1, 2, 3, 4, 5], tags: ['a:b'] }, 9);
    packer.flush();

    expect(texts()).toEqual(['h:1:2|h|#a:b', 'h:3:4|h|#a:b', 'h:5|h|#a:b']);
    expect(datagrams.map(({ calls }) => calls)).toEqual([3, 4, 2]);
  });

  it('gives up a message that is longer than a datagram, and no other', () => {
    const { packer, datagrams, tooLong, texts } = makePacker(64);
    const long = 'x'.repeat(61);

    packer.add(count, 1);
    packer.add({ ...count, name: long }, 2);
    packer.add({ ...count, name: long, type: 'd', values: [1, 2] }, 3);
    packer.add({ ...count, name: 'y'.repeat(100_000), tags: ['é'] }, 4);
    packer.add(count, 5);
    packer.flush();

    expect(texts()).toEqual(['abc:1|c\nabc:1|c']);
    expect(datagrams.map(({ calls }) => calls)).toEqual([6]);
    expect(tooLong.map(({ calls }) => calls)).toEqual([2, 3, 4]);
  });

  it('puts the length in front of a frame', () => {
    const { packer, datagrams } = makePacker(8, true);

    packer.add(count, 1);
    packer.add(count, 1);
    packer.flush();

    const expected = Buffer.concat([Buffer.from([7, 0, 0, 0]), Buffer.from('abc:1|c')]);
    expect(datagrams.map(({ bytes }) => bytes)).toEqual([expected, expected]);
  });

  it('keeps every value, in order, and every call, within the limit', () => {
    const name = fc.stringMatching(/^[a-zé]{1,30}$/);
    const numbers = fc.array(fc.integer(), { minLength: 1, maxLength: 60 });
    const message = fc.record({ name, values: numbers, type: fc.constantFrom('c', 'h', 'd') });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(message, fc.nat({ max: 1000 })), { maxLength: 20 }),
        fc.integer({ min: 40, max: 200 }),
        fc.boolean(),
        (messages, maxBytes, framed) => {
          const { packer, datagrams, tooLong } = makePacker(maxBytes, framed);
          for (const [fields, calls] of messages)
            packer.add({ ...count, ...fields } as MetricMessage, calls);
          packer.flush();

          const read: unknown[] = [];
          for (const { bytes } of datagrams) {
            expect(bytes.length).toBeLessThanOrEqual(maxBytes + (framed ? 4 : 0));
            parseDatagram(
              framed ? bytes.subarray(4) : bytes,
              (line) => {
                if (line.kind === 'metric')
                  for (const value of line.values) read.push([line.name, line.type, value]);
              },
              (error) => expect.fail(error.message),
            );
          }

          const lost = new Set(tooLong.map((entry) => entry.name));
          const kept = messages.filter(([fields]) => !lost.has(fields.name));
          expect(read.filter((entry) => !lost.has((entry as string[])[0] as string))).toEqual(
            kept.flatMap(([fields]) =>
              fields.values.map((value) => [fields.name, fields.type, value]),
            ),
          );
          const all = messages.reduce((sum, [, calls]) => sum + calls, 0);
          const accounted = [...datagrams, ...tooLong].reduce((sum, { calls }) => sum + calls, 0);
          expect(accounted).toBe(all);
        },
      ),
    );
  });
});
