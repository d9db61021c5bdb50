import { deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createIntake, type Intake } from '../../src/index.js';
import { clock, now, paths } from '../client.js';
import { asZstd } from '../zstd.js';

let intake: Intake;
beforeAll(async () => {
  intake = await createIntake({ port: 0, clock });
});
afterAll(() => intake.close());

const path = fc.constantFrom(
  ...Object.values(paths),
  '/api/v1/events',
  '/api/v2/events',
  '/api/v1/check_run',
  '/intake/',
);
const encoding = fc.constantFrom('', 'identity', 'gzip', 'deflate', 'zstd', 'br');

async function statusOf(path: string, body: Uint8Array, encoding: string): Promise<number> {
  const headers: Record<string, string> = { 'dd-api-key': 'k', 'content-type': 'application/json' };
  if (encoding !== '') headers['content-encoding'] = encoding;
  const sent = { method: 'POST', headers, body: new Uint8Array(body) };
  const response = await fetch(intake.url + path, sent);
  const reply: unknown = await response.json();
  expect(reply).toBeTypeOf('object');
  return response.status;
}

test('any bytes under any encoding are answered, never with a 5xx', async () => {
  await fc.assert(
    fc.asyncProperty(path, fc.uint8Array({ maxLength: 500 }), encoding, async (...input) => {
      expect(await statusOf(...input)).toBeOneOf([400, 413, 415]);
    }),
    { numRuns: 200 },
  );
});

test('any JSON, packed in any way, is answered, never with a 5xx', async () => {
  const packers = fc.constantFrom(
    ['', (body: Buffer) => body] as const,
    ['gzip', gzipSync] as const,
    ['deflate', deflateSync] as const,
    ['zstd', asZstd] as const,
  );
  await fc.assert(
    fc.asyncProperty(path, fc.json(), packers, async (path, body, [encoding, pack]) => {
      expect(await statusOf(path, pack(Buffer.from(body)), encoding)).toBeOneOf([202, 400]);
    }),
    { numRuns: 200 },
  );
});

/** Nearly right: each field is what it should be, most of the time. */
const value = fc.oneof(fc.double(), fc.integer(), fc.constant(null), fc.jsonValue());
const timestamp = fc.oneof(fc.integer({ min: now - 4_000, max: now + 700 }), fc.jsonValue());
const mostly = (right: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.oneof({ arbitrary: right, weight: 9 }, { arbitrary: fc.jsonValue(), weight: 1 });
const entry = fc.record(
  {
    metric: mostly(fc.string()),
    type: mostly(fc.constantFrom(0, 1, 2, 3, 'count', 'gauge', 'distribution')),
    tags: mostly(fc.array(fc.string())),
    host: mostly(fc.string()),
    interval: mostly(fc.nat()),
    resources: mostly(fc.array(fc.record({ type: fc.string(), name: fc.string() }))),
    points: mostly(
      fc.array(
        fc.oneof(
          fc.record({ timestamp, value }),
          fc.tuple(timestamp, value),
          fc.tuple(timestamp, fc.array(value)),
        ),
      ),
    ),
  },
  { requiredKeys: [] },
);

test('payloads that are nearly right are taken or refused, and what is held stays sound', async () => {
  await fc.assert(
    fc.asyncProperty(path, fc.array(entry, { maxLength: 5 }), async (path, series) => {
      const body = Buffer.from(JSON.stringify({ series }));

      expect(await statusOf(path, body, '')).toBeOneOf([202, 400]);

      for (const { tags, points } of intake.series()) {
        expect(tags).toEqual([...new Set(tags)].sort());
        expect(points.every(({ value }) => Number.isFinite(value))).toBe(true);
        const times = points.map(({ timestamp }) => timestamp);
        expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
      }
    }),
    { numRuns: 200 },
  );
});
