import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ProtoReader } from '../../src/decode/proto-reader.js';
import { decodeSeriesProto } from '../../src/decode/series-proto.js';
import { decodeSketchesProto } from '../../src/decode/sketches-proto.js';
import { atOnce } from '../../src/steps.js';
import { agentSeries, agentSketches } from '../agent-flush.js';
import { now } from '../client.js';
import { bytes, double, metricPayload, number, text, varint, zigzag } from '../proto-writer.js';

const reader = (...fields: number[][]): ProtoReader => new ProtoReader(Buffer.from(fields.flat()));

test('numbers of all sizes are read as they were written', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), fc.double(), fc.nat(1_000), (whole, part, field) => {
      const read = reader(number(field + 1, BigInt(whole)), double(field + 1, part));
      expect(read.next()).toBe(field + 1);
      expect(read.int64()).toBe(whole);
      read.next();
      expect(read.double()).toBe(part);
      expect(read.next()).toBe(0);
    }),
  );
});

test('repeated numbers are read packed and one by one', () => {
  const keys = fc.array(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }));
  fc.assert(
    fc.property(keys, (keys) => {
      const packed = bytes(
        7,
        keys.flatMap((key) => varint(zigzag(key))),
      );
      const single = keys.flatMap((key) => number(7, zigzag(key)));
      const found: number[] = [];
      const read = reader(packed, single);
      while (read.next() !== 0) read.sint32s(found);
      expect(found).toEqual([...keys, ...keys]);
    }),
  );
});

test('texts are UTF-8', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (content) => {
      const read = reader(text(1, content));
      read.next();
      expect(read.string()).toBe(Buffer.from(content).toString());
    }),
  );
});

test.each([
  ['a text that is not UTF-8', bytes(1, bytes(2, [0xff])), 'not valid UTF-8'],
  ['a length past the end', [10, 100], 'announced'],
  ['a length of 2^60', [10, ...varint(2n ** 60n)], 'announced'],
  ['a number without an end', [0xff, 0xff], 'ends within'],
  ['a number of eleven bytes', Array(11).fill(0x80), 'more than ten bytes'],
  ['field 0', [0, 0], 'no field 0'],
  ['a group', [11], 'wire type'],
  ['wire type 7', [15], 'wire type'],
  ['a number where a message must be', number(1, 7), 'wire type 0 instead of 2'],
  ['half a double', bytes(1, bytes(4, [9, 1, 2])), 'ends within'],
])('%s is a 400', (_, body, message) => {
  expect(() => atOnce(decodeSeriesProto(Buffer.from(body)))).toThrow(
    expect.objectContaining({ status: 400, message: expect.stringContaining(message) }),
  );
});

test('of an Agent, tags that are not UTF-8 are mended', () => {
  const series = bytes(1, [...text(2, 'm'), ...bytes(3, [0x61, 0xff]), ...text(3, 'b:ü')]);
  const [decoded] = atOnce(decodeSeriesProto(Buffer.from(series), true));
  expect(decoded?.tags).toEqual(['a\ufffd', 'b:ü']);
});

test('an Agent’s series are read with all their fields', () => {
  const series = atOnce(decodeSeriesProto(agentSeries));

  expect(series).toHaveLength(120);
  expect(series[2]).toEqual({
    metric: 'system.disk.metric_2',
    type: 'gauge',
    host: 'web-7',
    tags: ['device_name:sd2', 'env:test', 'url:https://example.com/a?b=c', 'device:sd2'],
    interval: 10,
    resources: 2,
    timestamps: [now - 12, now - 2],
    values: [0.5, 1],
  });
});

test('payloads one after the other are one payload', () => {
  const body = Buffer.concat([metricPayload([{ metric: 'a' }]), metricPayload([{ metric: 'b' }])]);

  expect(atOnce(decodeSeriesProto(body)).map(({ metric }) => metric)).toEqual(['a', 'b']);
});

test('a type that there is not is a 400 that names the series', () => {
  const body = metricPayload([{ metric: 'a' }, { metric: 'b', type: 9 }]);

  expect(() => atOnce(decodeSeriesProto(body))).toThrow('series[1].type must be 0, 1 (count)');
});

test('a sketch whose bins do not hold its samples is a 400 that names it', () => {
  const sketch = [...number(2, 5), ...bytes(7, [2]), ...bytes(8, [1])];
  const body = Buffer.from(bytes(1, bytes(7, sketch)));

  expect(() => atOnce(decodeSketchesProto(body))).toThrow(
    'sketches[0].dogsketches[0] must have bins',
  );
});

describe.each([
  ['series', agentSeries, decodeSeriesProto],
  ['sketches', agentSketches, decodeSketchesProto],
] as const)('forged %s', (_, whole, decode) => {
  const outcome = (body: Buffer): string => {
    try {
      atOnce<unknown>(decode(body));
      return 'read';
    } catch (error) {
      return (error as Error).name;
    }
  };

  test('bytes changed, cut or added are read or refused', () => {
    const change = fc.tuple(fc.nat(whole.length - 1), fc.nat(255));
    const changes = fc.array(change, { maxLength: 5 });
    fc.assert(
      fc.property(changes, fc.nat(whole.length), (changes, length) => {
        const body = Buffer.from(whole.subarray(0, length));
        for (const [at, byte] of changes) if (at < body.length) body[at] = byte;
        expect(outcome(body)).toBeOneOf(['read', 'Refusal']);
      }),
    );
  });

  test('any bytes are read or refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (body) => {
        expect(outcome(Buffer.from(body))).toBeOneOf(['read', 'Refusal']);
      }),
    );
  });
});
