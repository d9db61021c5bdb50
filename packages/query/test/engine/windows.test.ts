import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  AdaptivePolicy,
  createStream,
  FixedPolicy,
  type QueryOptions,
  query,
} from '../../src/index.js';
import { type Asked, type Scripted, ScriptedTransport } from '../scripted-transport.js';
import { TestClock } from '../test-clock.js';

const hour = 3_600;
const day = 24 * hour;
const start = 1_795_737_600;

async function walk(
  options: Partial<QueryOptions>,
  script: (window: Asked, index: number) => Scripted = () => ({}),
) {
  const transport: ScriptedTransport = new ScriptedTransport((_, index) =>
    script(transport.windows[index] as Asked, index),
  );
  const stream = query({
    query: 'avg:m{*}',
    from: start,
    to: start + day,
    clock: new TestClock(),
    random: () => 0.5,
    transport,
    ...options,
  });
  const batches = [];
  for (let batch = await stream.next(); batch !== null; batch = await stream.next()) {
    batches.push(batch);
  }
  return { batches, windows: transport.windows, transport };
}

const hours = ({ from, to }: Asked): [number, number] => [
  (from - start) / hour,
  (to - start) / hour,
];

/** Of the paper that the adapters come from. */
const vectorA = [
  ...[
    [0, 4],
    [0, 2],
    [0, 1],
    [1, 2],
    [2, 3],
    [3, 4.5],
    [4.5, 6],
    [6, 7.5],
    [7.5, 9.75],
  ],
  ...[
    [9.75, 12],
    [12, 14.25],
    [14.25, 17.625],
    [17.625, 21],
    [21, 24],
  ],
];

describe('a range of a day of which the first two requests are answered 429', () => {
  const refused = (_: Asked, index: number): Scripted => ({ status: index < 2 ? 429 : 200 });

  test('is crossed in the 14 requests of vector A, by v1', async () => {
    const transport = new ScriptedTransport((_, index) => ({ status: index < 2 ? 429 : 200 }));
    const config = { api_key: 'a', app_key: 'b', query: 'avg:m{*}' };
    const stream = createStream(
      'datadog_v1',
      JSON.stringify({ ...config, range_start: start, range_end: start + day }),
      '{}',
      { transport, clock: new TestClock() },
    );

    let batches = 0;
    for await (const _ of stream) batches++;

    expect(transport.windows.map(hours)).toEqual(vectorA);
    expect(batches).toBe(12);
  });

  test('is crossed likewise by v2, in windows of whole intervals', async () => {
    const fine = await walk({ intervalSeconds: 30 }, refused);
    expect(fine.windows.map(hours)).toEqual(vectorA);

    const coarse = await walk({}, refused);
    // 3.375 hours are no whole minutes.
    expect(coarse.windows.slice(0, 11).map(hours)).toEqual(vectorA.slice(0, 11));
    expect((coarse.windows[11] as Asked).to - (coarse.windows[11] as Asked).from).toBe(12_120);
  });
});

test('windows shrink down to a minute, and the one still refused is named', async () => {
  const { windows, batches } = await walk({ chunkSeconds: 240 }, () => ({
    status: 503,
    body: { errors: ['too much'] },
  }));

  expect(windows.map(({ from, to }) => to - from)).toEqual([240, 120, 60, 60, 60, 60]);
  expect(batches).toMatchObject([
    {
      ok: false,
      isLast: true,
      httpRetries: 5,
      error: {
        code: 'SERVER',
        number: -2,
        httpStatus: 503,
        message:
          'POST /api/v2/query/timeseries answered 503 after 6 attempts: too much; window ' +
          '2026-11-27T00:00:00Z to 2026-11-27T00:01:00Z (60 s)',
        window: { startMs: start * 1_000, endMs: (start + 60) * 1_000 },
      },
    },
  ]);
});

test('windows grow up to a day', async () => {
  const { windows } = await walk({ to: start + 30 * day });

  const lengths = windows.map(({ from, to }) => to - from);
  expect(Math.max(...lengths)).toBe(day);
  expect(lengths.slice(0, 7)).toEqual([4, 4, 4, 6, 6, 6, 9].map((each) => each * hour));
});

test('no window has more points than Datadog gives of one', async () => {
  const { windows } = await walk({ intervalSeconds: 10 });

  for (const { from, to } of windows) expect(to - from).toBeLessThanOrEqual(15_000);
  expect(windows[0]).toEqual({ from: start, to: start + 14_400 });
});

test('windows have whole intervals of a rollup, too, and at least one', async () => {
  const { windows } = await walk(
    { query: 'sum:m{*}.rollup(sum, 3600)', chunkSeconds: 5_000 },
    (_, index) => ({ status: index === 0 ? 429 : 200 }),
  );

  for (const { from, to } of windows) expect([from % hour, to % hour]).toEqual([0, 0]);
  expect(windows[0]).toEqual({ from: start, to: start + hour });
});

test('a range that begins and ends within an interval has its other seams between intervals', async () => {
  const { windows } = await walk({ from: start + 17, to: start + 6 * hour + 5 });

  expect(windows).toEqual([
    { from: start + 17, to: start + 4 * hour },
    { from: start + 4 * hour, to: start + 6 * hour + 5 },
  ]);
});

test('a window that the end of the range has cut shrinks, too', async () => {
  const { windows } = await walk({ to: start + 1_200 }, (_, index) => ({
    status: index === 0 ? 500 : 200,
  }));

  expect(windows.map(({ from, to }) => to - from)).toEqual([1_200, 600, 600]);
});

test('network errors and a fixed policy change no length', async () => {
  const adaptive = await walk({ to: start + 4 * hour }, (_, index) => ({
    status: index < 2 ? 0 : 200,
  }));
  const fixed = await walk(
    { policy: new FixedPolicy(), chunkSeconds: hour, to: start + 2.5 * hour },
    (_, index) => ({
      status: index < 2 ? 503 : 200,
    }),
  );

  expect(adaptive.windows.map(hours)).toEqual([
    [0, 4],
    [0, 4],
    [0, 4],
  ]);
  expect(fixed.windows.map(hours)).toEqual([
    [0, 1],
    [0, 1],
    [0, 1],
    [1, 2],
    [2, 2.5],
  ]);
});

test('empty windows are batches like others', async () => {
  const { batches } = await walk({ to: start + 12 * hour });

  expect(batches).toMatchObject([
    { ok: true, batchNumber: 1, pointsCount: 0, isLast: false },
    { ok: true, batchNumber: 2, pointsCount: 0, isLast: false },
    { ok: true, batchNumber: 3, pointsCount: 0, isLast: true },
  ]);
});

test('whatever is refused, windows cover the range once, without gap or overlap', async () => {
  const refusals = fc.array(fc.constantFrom(200, 200, 429, 503), { maxLength: 60 });
  const lengths = fc.record({
    offset: fc.integer({ min: 0, max: 5_000 }),
    seconds: fc.integer({ min: 1, max: 6 * hour }),
    chunkSeconds: fc.integer({ min: 1, max: day }),
    intervalSeconds: fc.constantFrom(1, 7, 10, 60, 300, 3_600),
  });
  await fc.assert(
    fc.asyncProperty(refusals, lengths, async (statuses, { offset, seconds, ...given }) => {
      const range = { from: start + offset, to: start + offset + seconds };
      const { batches, windows } = await walk(
        { ...range, ...given, maxRetries: 100, policy: new AdaptivePolicy({ growAfter: 2 }) },
        (_, index) => ({ status: statuses[index] ?? 200 }),
      );

      const seams = batches.slice(1).map(({ chunkStart }) => chunkStart);
      expect(batches.map(({ ok }) => ok)).not.toContain(false);
      expect(batches[0]?.chunkStart).toBe(range.from * 1_000);
      expect(batches.map(({ chunkEnd }) => chunkEnd)).toEqual([...seams, range.to * 1_000]);
      expect(batches.map(({ isLast }) => isLast).indexOf(true)).toBe(batches.length - 1);
      expect(seams.filter((seam) => seam % (given.intervalSeconds * 1_000) !== 0)).toEqual([]);
      const longest = Math.max(...windows.map(({ from, to }) => to - from));
      expect(longest).toBeLessThanOrEqual(1_500 * given.intervalSeconds);
    }),
    { numRuns: 60 },
  );
});
