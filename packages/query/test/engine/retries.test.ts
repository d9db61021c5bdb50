import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AdaptivePolicy, FixedPolicy, type QueryOptions, query } from '../../src/index.js';
import { type Scripted, ScriptedTransport } from '../scripted-transport.js';
import { TestClock } from '../test-clock.js';

const start = 1_795_737_600;

/** A range of one window, or of more, whose requests are answered so one after the other, then 200. */
async function answered(
  answers: readonly Scripted[],
  options: Partial<QueryOptions> & { hours?: number } = {},
) {
  const { hours = 1, ...more } = options;
  const clock = new TestClock();
  const transport = new ScriptedTransport((_, index) => answers[index] ?? {});
  const stream = query({
    query: 'avg:m{*}',
    from: start,
    to: start + hours * 3_600,
    chunkSeconds: 3_600,
    random: () => 0.5,
    ...{ transport, clock, ...more },
  });
  const batches = [];
  for (let batch = await stream.next(); batch !== null; batch = await stream.next()) {
    batches.push(batch);
  }
  return { batches, waits: clock.waits, attempts: transport.requests.length, stream };
}

const limited = (headers: Record<string, string> = {}): Scripted => ({ status: 429, headers });

describe('a wait is', () => {
  test.each<[string, Scripted, number]>([
    [
      'x-ratelimit-reset of a 429',
      limited({ 'x-ratelimit-reset': '7', 'retry-after': '3' }),
      7_000,
    ],
    ['Retry-After of a 429 without it', limited({ 'retry-after': '3' }), 3_000],
    ['Retry-After of a 503', { status: 503, headers: { 'retry-after': '4' } }, 4_000],
    [
      'a Retry-After that is a date',
      { status: 503, headers: { 'retry-after': new Date(1_795_824_009_000).toUTCString() } },
      9_000,
    ],
    [
      'back-off where a 503 has the header of a 429',
      { status: 503, headers: { 'x-ratelimit-reset': '7' } },
      500,
    ],
    ['back-off without headers', limited(), 500],
    ['back-off for a header of nothing', limited({ 'x-ratelimit-reset': '0' }), 500],
    ['back-off for a header past an hour', limited({ 'x-ratelimit-reset': '3601' }), 500],
    ['back-off for a header that is no number', limited({ 'x-ratelimit-reset': 'soon' }), 500],
    ['back-off where no answer came', { status: 0 }, 500],
  ])('%s', async (_, answer, delayMs) => {
    const { waits, attempts } = await answered([answer]);

    expect(waits).toEqual([delayMs]);
    // The window was halved, where it was refused.
    expect(attempts).toBe(answer.status === 0 ? 2 : 3);
  });

  test('doubled with each retry, up to a minute', () => {
    const run = new AdaptivePolicy().begin({
      ...{ chunkMs: undefined, stepMs: 1_000, longestMs: Number.POSITIVE_INFINITY },
      ...{ random: () => 0.5, state: undefined },
    });
    const waits = Array.from({ length: 9 }, (_, retries) => run.delayMs(retries));
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
  });

  test('within the jitter around that, never below 0 or over a minute', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        fc.nat(20),
        (random, retries) => {
          const run = new AdaptivePolicy().begin({
            ...{ chunkMs: undefined, stepMs: 1_000, longestMs: 1e9, state: undefined },
            random: () => random,
          });
          const middle = Math.min(60_000, 500 * 2 ** retries);
          const delayMs = run.delayMs(retries);
          expect(delayMs).toBeGreaterThanOrEqual(Math.max(0, middle - 500));
          expect(delayMs).toBeLessThanOrEqual(Math.min(60_000, middle + 500));
        },
      ),
    );
  });

  test('of one length with a fixed policy, unless the server names one', async () => {
    const policy = new FixedPolicy({ delayMs: 250 });
    const { waits } = await answered([{ status: 500 }, limited({ 'retry-after': '2' })], {
      policy,
    });

    expect(waits).toEqual([250, 2_000]);
  });

  test('told before it begins', async () => {
    const told: unknown[] = [];
    await answered([limited()], { onRetry: (notice) => told.push(notice) });

    const window = { startMs: start * 1_000, endMs: (start + 1_800) * 1_000 };
    expect(told).toEqual([{ window, httpStatus: 429, delayMs: 500, retry: 1 }]);
  });
});

test('after the last request of a period the next one waits for a new period', async () => {
  const spent = { headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '30' } };
  const { waits, batches } = await answered([spent, spent, {}], { hours: 2 });

  // Not after the last window: nobody asks for more.
  expect(waits).toEqual([30_000]);
  expect(batches).toMatchObject([{ rateLimitRemaining: 0, ok: true }, { rateLimitRemaining: 0 }]);
});

describe('a window ends', () => {
  const times = (count: number, answer: Scripted): Scripted[] => Array(count).fill(answer);

  test.each<[string, Scripted, number, number, number]>([
    ['SERVER', { status: 503 }, 6, -2, 503],
    ['RATE_LIMIT', { status: 429 }, 6, -1, 429],
    ['NETWORK', { status: 0, body: 'POST … failed: ECONNRESET' }, 6, -5, 0],
    ['CLIENT', { status: 403 }, 1, -3, 403],
    ['CLIENT', { status: 400 }, 1, -3, 400],
    ['CLIENT', { status: 302 }, 1, -3, 302],
    ['PARSE', { body: '<html>' }, 1, -4, 200],
    ['PARSE', { body: { data: { attributes: { series: 5 } } } }, 1, -4, 200],
    ['PARSE', { body: { errors: 'query failed' } }, 1, -4, 200],
  ])('as %s (%j) after %i attempts', async (code, answer, attempts, number, httpStatus) => {
    const { batches, stream, ...found } = await answered(times(9, answer));

    expect(found.attempts).toBe(attempts);
    expect(batches).toMatchObject([
      { ok: false, isLast: true, pointsCount: 0, error: { code, number, httpStatus } },
    ]);
    expect(stream.lastError).toBe(batches[0]?.error);
    expect(await stream.next()).toBeNull();
  });

  test('sooner with fewer retries', async () => {
    const { attempts } = await answered(times(9, { status: 503 }), { maxRetries: 1 });
    expect(attempts).toBe(2);
  });

  test('and the next one has all retries again', async () => {
    const bad = times(4, { status: 503 });
    const policy = new FixedPolicy();
    const { batches } = await answered([...bad, {}, ...bad, {}], { hours: 2, policy });

    expect(batches).toMatchObject([
      { ok: true, httpRetries: 4 },
      { ok: true, httpRetries: 4 },
    ]);
  });
});

test('what a server says is told on one line, and a transport that throws is no answer', async () => {
  const { batches } = await answered([{ status: 400, body: { errors: ['a\nb', 'c'] } }]);
  expect(batches[0]?.error?.message).toContain('answered 400: a b; c; window');

  const told = query({
    ...{ query: 'm{*}', from: 0, to: 60, apiKey: 's3cret-key', appKey: 's3cret-app' },
    transport: new ScriptedTransport(() => ({ status: 400, body: 'no s3cret-key, no s3cret-app' })),
  });
  expect((await told.next())?.error?.message).toContain('answered 400: no ***, no ***; window');

  const thrown = query({
    ...{ query: 'm{*}', from: 0, to: 60, maxRetries: 0 },
    transport: { send: () => Promise.reject(new Error('boom')) },
  });
  expect(await thrown.next()).toMatchObject({
    ok: false,
    error: { code: 'NETWORK', httpStatus: 0 },
  });
});
