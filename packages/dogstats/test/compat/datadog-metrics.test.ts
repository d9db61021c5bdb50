import * as ours from 'dogstats/compat/datadog-metrics';
import {
  BufferedMetricsLogger,
  type BufferedMetricsLoggerOptions,
} from 'dogstats/compat/datadog-metrics';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { at, calls, reported, type Series, theirs } from './datadog-metrics-calls.js';

beforeEach(() => {
  for (const name of [
    'DATADOG_API_KEY',
    'DD_API_KEY',
    'DATADOG_SITE',
    'DD_SITE',
    'DATADOG_API_HOST',
  ])
    vi.stubEnv(name, undefined);
  const spies = [vi.spyOn(console, 'error'), vi.spyOn(console, 'warn')];
  for (const spy of spies) spy.mockImplementation(() => {});
  return () => {
    vi.unstubAllEnvs();
    for (const spy of spies) spy.mockRestore();
  };
});

const options: Readonly<Record<string, BufferedMetricsLoggerOptions>> = {
  'no options': {},
  'host, prefix, defaultTags': { host: 'web-1', prefix: 'app.', defaultTags: ['env:test'] },
  'histogram defaults': { histogram: { aggregates: ['sum'], percentiles: [0.9] } },
};

describe.each(Object.entries(options))('with %s', (_name, given) => {
  test.each(Object.entries(calls))(
    '%s reports what datadog-metrics reports',
    async (_call, use) => {
      vi.useFakeTimers({ now: at, toFake: ['Date'] });
      onTestFinished(() => void vi.useRealTimers());

      const result = await reported(ours, given, use);
      expect(result).toEqual(await reported(theirs, given, use));
      expect(result.flushes).toHaveLength(2);
    },
  );
});

describe('the life of a logger', () => {
  test.each(['flush', 'stop'] as const)(
    '%s rejects, tells onError, and needs no catch',
    async (method) => {
      for (const { BufferedMetricsLogger: Logger } of [ours, theirs]) {
        const told = vi.fn();
        const error = new Error('boom');
        const logger = new Logger({
          reporter: { report: () => Promise.reject(error) },
          onError: told,
        });
        logger.gauge('x', 1);
        await expect(logger[method]()).rejects.toBe(error);
        logger.gauge('x', 1);
        // Theirs leaves the rejection of a stop() that nobody awaits unhandled.
        if (Logger === BufferedMetricsLogger) void logger[method]();
        else await logger[method]().catch(() => {});
        await expect.poll(() => told.mock.calls).toEqual([[error], [error]]);
      }
    },
  );

  test('callbacks of flush() and of reporters still work', async () => {
    for (const { BufferedMetricsLogger: Logger } of [ours, theirs]) {
      const told: unknown[] = [];
      const report = vi.fn(
        (_series: unknown, done?: () => void, failed?: (error: Error) => void) =>
          report.mock.calls.length === 1 ? done?.() : failed?.(new Error('no')),
      );
      // The number of parameters says which kind it is.
      const reporter = { report: (a: never, b: never, c: never) => report(a, b, c) };
      const logger = new Logger({ reporter });
      logger.gauge('x', 1);
      await logger.flush(
        () => told.push('yes'),
        (error) => told.push(String(error)),
      );
      logger.gauge('x', 1);
      await logger
        .flush(
          () => told.push('yes'),
          (error) => told.push(String(error)),
        )
        .catch(() => {});
      expect(told).toEqual(['yes', 'Error: no']);
    }
  });

  test('flushes by itself until it is stopped, one flush after the other', async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const finished: (() => void)[] = [];
    const report = vi.fn(() => new Promise<void>((resolve) => finished.push(resolve)));
    const logger = new BufferedMetricsLogger({ flushIntervalSeconds: 15, reporter: { report } });
    logger.gauge('x', 1);
    await vi.advanceTimersByTimeAsync(15_000);
    logger.gauge('x', 2);
    await vi.advanceTimersByTimeAsync(60_000);
    // The first one is still under way.
    expect(report).toHaveBeenCalledTimes(1);
    finished[0]?.();
    await vi.advanceTimersByTimeAsync(15_000);
    expect(report).toHaveBeenCalledTimes(2);
    finished[1]?.();

    await logger.stop({ flush: false });
    logger.gauge('x', 3);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(report).toHaveBeenCalledTimes(2);
    void logger.stop({});
    expect(report).toHaveBeenCalledTimes(3);
    finished[2]?.();
  });

  test('flushes before the process ends by itself, with one listener for all', async () => {
    const before = process.listenerCount('beforeExit');
    const report = vi.fn(async () => {});
    const loggers = Array.from(
      { length: 20 },
      () => new BufferedMetricsLogger({ flushIntervalSeconds: 15, reporter: { report } }),
    );
    for (const logger of loggers) logger.gauge('x', 1);
    const added = process.listeners('beforeExit').slice(before);
    expect(added).toHaveLength(1);
    (added[0] as () => void)();

    await expect.poll(() => report).toHaveBeenCalledTimes(20);
    expect(process.listenerCount('beforeExit')).toBe(before);
  });

  test('an aggregator of one’s own gets every point with its type', () => {
    for (const { BufferedMetricsLogger: Logger } of [ours, theirs]) {
      const addPoint = vi.fn();
      const logger = new Logger({
        reporter: { report: async () => {} },
        aggregator: { addPoint, flush: () => [] },
        host: 'web-1',
        prefix: 'p.',
      });
      logger.gauge('g', 23, ['a:a'], at);
      logger.histogram('h', 2, undefined, undefined, { aggregates: ['sum'] });
      const [type, ...rest] = addPoint.mock.calls[0] as unknown[];
      expect(rest.slice(0, 5)).toEqual(['p.g', 23, ['a:a'], 'web-1', at]);
      expect((type as { name: string }).name).toBe('Gauge');
      expect(addPoint.mock.calls[1]?.[6]).toMatchObject({ aggregates: ['sum'] });
    }
  });

  test.each([
    [{ apiKey: 'k', onError: 5 }, 'onError'],
    [{ apiKey: 'k', flushIntervalSeconds: -1 }, 'flushIntervalSeconds'],
    [{}, 'DATADOG_API_KEY'],
  ])('%j is refused by both', (wrong, message) => {
    expect(() => new ours.BufferedMetricsLogger(wrong as never)).toThrow(message);
    expect(() => new theirs.BufferedMetricsLogger(wrong as never)).toThrow(message);
  });

  test.each([
    [{ apiKey: 'k', site: 'app.datadoghq.eu' }, {}],
    [{ apiKey: 'k', apiHost: 'datadoghq.eu' }, {}],
    [{ apiKey: 'k' }, { DATADOG_SITE: 'us3.datadoghq.com', DD_SITE: 'us5.datadoghq.com' }],
    [{ apiKey: 'k' }, { DD_SITE: 'us5.datadoghq.com' }],
    [{ apiKey: 'k' }, { DATADOG_API_HOST: 'app.datadoghq.eu' }],
    [{}, { DATADOG_API_KEY: 'k', DD_SITE: 'datadoghq.eu' }],
    [{}, { DD_API_KEY: 'k', DD_SITE: 'datadoghq.eu' }],
  ])('options %j and environment %j choose the site that theirs chooses', (given, env) => {
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
    const sites = [ours, theirs].map(({ BufferedMetricsLogger: Logger }) => {
      const { reporter } = new Logger(given as never) as unknown as { reporter: { site: string } };
      return reporter.site;
    });
    expect(sites[0]).toBe(sites[1]);
  });

  test('the module is one object, and the default import, that tests may put stubs into', async () => {
    const names = Object.keys(theirs).sort();
    expect(Object.keys(ours.default).sort()).toEqual(names);
    expect(Object.keys(ours.reporters).sort()).toEqual(Object.keys(theirs.reporters).sort());
    expect(Object.isFrozen(ours.default)).toBe(false);
    await expect(new ours.reporters.NullReporter().report([])).resolves.toBeUndefined();
  });
});

describe('what differs on purpose', () => {
  test.each<[string, (logger: BufferedMetricsLogger) => void, unknown, unknown]>([
    ['a value that is no number', (l) => l.gauge('x', 'five' as never), [], [['x', 'five']]],
    ['NaN', (l) => l.gauge('x', Number.NaN), [], [['x', Number.NaN]]],
    ['a text is not added to a count', (l) => l.increment('x', '3' as never), [], [['x', '03']]],
    [
      'a gauge and a count of one name',
      (l) => [l.gauge('x', 1), l.increment('x', 2)],
      [
        ['x', 1],
        ['x', 2],
      ],
      [['x', 2]],
    ],
    [
      'tags that look alike when joined',
      (l) => [l.gauge('x', 1, ['a', 'b']), l.gauge('x', 2, ['a.b'])],
      [
        ['x', 1],
        ['x', 2],
      ],
      [['x', 2]],
    ],
    [
      'names of percentiles',
      (l) => l.histogram('x', 1, [], at, { aggregates: [], percentiles: [0.29, 0.999] }),
      [
        ['x.29percentile', 1],
        ['x.99.9percentile', 1],
      ],
      [
        ['x.28percentile', undefined],
        ['x.99percentile', 1],
      ],
    ],
    [
      'a percentile of a single value',
      (l) => l.histogram('x', 1, [], at, { aggregates: [], percentiles: [0.25] }),
      [['x.25percentile', 1]],
      [['x.25percentile', undefined]],
    ],
  ])('%s', async (_what, use, here, there) => {
    const values = ({ flushes }: { flushes: Series[][] }) =>
      (flushes[0] ?? []).map(({ metric, points }) => [metric, points[0]?.[1]]);
    expect(values(await reported(ours, {}, use as never))).toEqual(here);
    expect(values(await reported(theirs, {}, use as never))).toEqual(there);
  });

  test('tags may be an object, and what is neither that nor a list is none', async () => {
    const use = (l: BufferedMetricsLogger): void => {
      l.gauge('x', 1, { a: 1, b: 'c' } as never);
      l.gauge('y', 1, 5 as never);
    };
    const { flushes } = await reported(ours, { defaultTags: ['d'] }, use);
    expect(flushes[0]).toMatchObject([{ tags: ['d', 'a:1', 'b:c'] }, { tags: ['d'] }]);
    await expect(reported(theirs, {}, use)).rejects.toThrow('tags.concat');
  });

  test('options are left as they are', () => {
    const given = (): BufferedMetricsLoggerOptions => ({ apiKey: 'k', apiHost: 'datadoghq.eu' });
    const [mine, other] = [given(), given()];
    new BufferedMetricsLogger(mine);
    new theirs.BufferedMetricsLogger(other);
    expect(mine).toEqual(given());
    expect(other).toEqual({ ...given(), site: 'datadoghq.eu' });
  });

  test('a histogram of many values is exact but for its percentiles, which come near', async () => {
    const { flushes } = await reported(ours, {}, (l) => {
      for (let value = 1; value <= 30_000; value++) l.histogram('h', value, [], at);
    });
    const values = Object.fromEntries(
      (flushes[0] ?? []).map(({ metric, points }) => [metric, points[0]?.[1]]),
    );
    expect(values).toMatchObject({
      ...{ 'h.count': 30_000, 'h.min': 1, 'h.max': 30_000, 'h.avg': 15_000.5 },
    });
    // Ten standard errors of a sample of ten thousand.
    expect(Math.abs(Number(values['h.75percentile']) - 22_500)).toBeLessThan(1300);
  });

  test('without a key the functions of the module record, and flush() says what is missing', async () => {
    expect(() => theirs.gauge('x', 1)).toThrow('API key');
    ours.gauge('x', 1);
    await expect(ours.flush()).rejects.toThrow('DATADOG_API_KEY');
  });

  test('init() again sends what the logger before it holds, and keeps its options as they are', async () => {
    const report = vi.fn(async () => {});
    const first = Object.freeze({ reporter: { report }, apiHost: 'datadoghq.eu' });
    ours.init(first);
    ours.increment('x');
    ours.distribution('d', 1);
    ours.histogram('h', 1);
    ours.init({ reporter: { report: async () => {} } });
    await ours.stop();

    expect(report).toHaveBeenCalledTimes(1);
  });
});
