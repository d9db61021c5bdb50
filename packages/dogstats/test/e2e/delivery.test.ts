import { createIntake, type Intake } from '@dogstats/intake';
import { DogStats, type DogStatsOptions } from 'dogstats';
import { describe, expect, onTestFinished, test } from 'vitest';
import { missing } from '../make-dog-stats.js';

async function setUp(
  options: DogStatsOptions = {},
  intakeOptions: Parameters<typeof createIntake>[0] = {},
): Promise<{ intake: Intake; dogStats: DogStats; messages: string[] }> {
  const intake = await createIntake({ port: 0, ...intakeOptions });
  const messages: string[] = [];
  const log = (message: string): void => void messages.push(message);
  const logger = { debug: log, info: log, warn: log, error: log };
  const dogStats = new DogStats();
  const env = { DD_URL: intake.url, DD_API_KEY: 'canary-key' };
  dogStats.start({ env, host: 'web-1', autoFlush: false, logger, ...options });
  onTestFinished(async () => {
    await dogStats.close({ timeoutMs: 100 });
    await intake.close();
  });
  return { intake, dogStats, messages };
}

/** Value of the latest point of each series. */
function held(intake: Intake): Record<string, number | undefined> {
  return Object.fromEntries(
    intake.series().map(({ metric, points }) => [metric, points.at(-1)?.value]),
  );
}

describe.each(['v2', 'v1'] as const)('over the %s API', (seriesApi) => {
  test('every type arrives as it is meant', async () => {
    const { intake, dogStats } = await setUp({ seriesApi, tags: ['env:test'] });
    dogStats.increment('c', 2);
    dogStats.decrement('c');
    dogStats.gauge('g', 1);
    dogStats.gauge('g', -2.5);
    dogStats.rate('r', 0.5);
    for (const member of ['a', 'b', 'a', 1, '1']) dogStats.set('s', member);
    for (const value of [1, 2, 3, 4]) dogStats.timing('h', value);
    for (const value of [1, 2, 3]) dogStats.distribution('d', value);

    const report = await dogStats.flush({ timeoutMs: 30_000 });

    expect(report).toMatchObject({ ok: true, accepted: 17 });
    expect(held(intake)).toEqual({
      c: 1,
      g: -2.5,
      r: 0.5,
      s: 3,
      'h.min': 1,
      'h.max': 4,
      'h.avg': 2.5,
      'h.count': 4,
      'h.75percentile': 3,
      'h.85percentile': 3,
      'h.95percentile': 4,
      'h.99percentile': 4,
      d: 3,
    });
    const [series] = intake.series({ metric: 'c' });
    expect(series).toMatchObject({ type: 'count', interval: 10, host: 'web-1' });
    expect(series?.tags).toContain('env:test');
  });
});

test('flushing often loses nothing and doubles nothing', async () => {
  const { intake, dogStats } = await setUp();
  let flushed = 0;
  for (let round = 0; round < 20; round++) {
    for (let call = 0; call < 10; call++) {
      dogStats.increment('hits', 1, { user: call % 3 });
      dogStats.distribution('spread', call);
    }
    flushed += (await dogStats.flush({ timeoutMs: 30_000 })).accepted;
  }

  expect(flushed).toBe(400);
  expect(intake.total('hits')).toBe(200);
  expect(intake.total('spread')).toBe(200);
});

test('a payload that was refused for now is retried, and reported with what happened', async () => {
  const { intake, dogStats } = await setUp();
  intake.respondNext({ status: 503 }, { status: 503 });
  dogStats.increment('hits');

  const report = await dogStats.flush({ timeoutMs: 30_000 });

  expect(report).toMatchObject({ ok: true, accepted: 1 });
  expect(report.errors).toMatchObject([{ code: 'ERR_HTTP_STATUS', status: 503 }]);
  expect(intake.total('hits')).toBe(1);
});

test('a wrong key keeps the data, and says what to do', async () => {
  const { intake, dogStats } = await setUp({}, { apiKeys: ['another'] });
  dogStats.increment('hits');

  const report = await dogStats.flush({ timeoutMs: 300 });

  expect(report).toMatchObject({ ok: false, accepted: 0, retained: 1 });
  expect(intake.total('hits')).toBe(0);
  expect(missing(dogStats.stats())).toBe(0);
});

test('a hundred contexts go in one request', async () => {
  const { intake, dogStats } = await setUp();
  for (let user = 0; user < 100; user++) dogStats.increment('hits', 1, { user });

  await dogStats.flush({ timeoutMs: 30_000 });

  expect(intake.requests()).toMatchObject([{ path: '/api/v2/series', series: 100, status: 202 }]);
  expect(intake.requests()[0]?.encoding).toBe('deflate');
});

test('a metric that can’t be used never reaches the wire', async () => {
  const { intake, dogStats, messages } = await setUp();
  dogStats.gauge('9', 1);
  dogStats.gauge('g', Number.NaN);
  dogStats.gauge('g', '5' as never);
  dogStats.gauge('ok', 1);

  await dogStats.flush({ timeoutMs: 30_000 });

  expect(held(intake)).toEqual({ ok: 1 });
  expect(dogStats.stats().dropped).toEqual({ invalid_name: 1, invalid_value: 2 });
  expect(messages).toHaveLength(2);
});
