import { MemorySink } from '@dogstats/core/testing';
import { DogStats, type DogStatsOptions } from 'dogstats';
import * as metrics from 'dogstats/compat/datadog-metrics';
import { StatsD } from 'dogstats/compat/hot-shots';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { blocksOf, compile, readPage, rowsOf, run } from './page.js';

/** Instances that a page starts, without what is around: they record into memory. */
const started: { dogStats: DogStats; sink: MemorySink }[] = [];

class PageStats extends DogStats {
  override start(options: DogStatsOptions = {}): void {
    const sink = new MemorySink('replace');
    const logger = { debug() {}, info() {}, warn() {}, error() {} };
    started.push({ dogStats: this, sink });
    const quiet = { host: '', logger, autoFlush: false, random: () => 0.4 };
    super.start({ env: {}, ...quiet, sink, ...options });
  }
}

beforeEach(() => {
  const spies = [vi.spyOn(console, 'error'), vi.spyOn(console, 'warn')];
  for (const spy of spies) spy.mockImplementation(() => {});
});
afterEach(async () => {
  vi.restoreAllMocks();
  await Promise.all(started.splice(0).map(({ dogStats }) => dogStats.close({ timeoutMs: 0 })));
});

/** What the page's code may mention. */
function names(code: string): Record<string, unknown> {
  const dogStats = new PageStats();
  if (!code.includes('dogStats.start(')) dogStats.start();
  const client = new StatsD({ mock: true });
  const reporter = { report: async () => {} };
  const process = { env: {}, memoryUsage: () => ({ rss: 1 }) };
  return { dogStats, client, reporter, StatsD, metrics, process };
}

/** What the short forms of the third column mention. */
const values = {
  tags: ['a:1'],
  fn: () => 5,
  timestamp: Date.now() / 1000,
  apiKey: '0123456789abcdef0123456789abcdef',
  ...{ host: 'web-1', prefix: 'app', site: 'datadoghq.eu' },
};

const pages = [
  ...['dogapi-python', 'dogapi-node', 'prom-client', 'circuitpython'],
  ...['hot-shots', 'datadog-metrics'],
];

describe.each(pages)('the page of %s', (name) => {
  const page = readPage(name);

  test.each(rowsOf(page))('$there → $code', async ({ code }) => {
    const given = names(code);
    await run(code, given);

    for (const { dogStats } of started) {
      const { dropped } = dogStats.stats();
      expect(dropped).toEqual({});
    }
    const records =
      /dogStats\.(gauge|increment|decrement|count|rate|histogram|timing|distribution|set)\(/;
    if (records.test(code)) expect(started[0]?.dogStats.stats().recorded).toBeGreaterThan(0);
    const isMetric =
      /client\.(increment|decrement|gauge|gaugeDelta|histogram|distribution|timing|timer|set|unique|event|check)\(/;
    if (isMetric.test(code)) expect((given['client'] as StatsD).mockBuffer).not.toEqual([]);
  });

  test.each(blocksOf(page).filter((code) => !code.startsWith('// ')))('runs: %s', async (code) => {
    await run(code, names(code));
    const stats = started[0]?.dogStats.stats();
    expect(stats?.dropped).toEqual({});
    expect(stats?.recorded).toBeGreaterThan(0);
  });

  const natives = rowsOf(page).filter(({ native }) => native !== undefined);
  test.runIf(natives.length > 0).each(natives)('$there → $native', async ({ native = '' }) => {
    await run(native, { ...names(native), ...values });
    for (const { dogStats } of started) expect(dogStats.stats().dropped).toEqual({});
  });

  test('has rows', () => expect(rowsOf(page).length).toBeGreaterThan(8));
});

test('all of it compiles', async () => {
  const codes = pages
    .map(readPage)
    .flatMap((page) => [
      ...rowsOf(page).flatMap(({ code, native }) => [code, native ?? '']),
      ...blocksOf(page).filter((code) => !code.startsWith('// ')),
    ]);
  const program = `
    import { DogStats } from 'dogstats';
    import { StatsD } from 'dogstats/compat/hot-shots';
    import * as metrics from 'dogstats/compat/datadog-metrics';
    declare const dogStats: DogStats;
    declare const client: StatsD;
    const reporter = { report: async () => {} };
    const [tags, fn, timestamp] = [['a:1'], () => 5, 1];
    const [apiKey, host, prefix, site] = ['k', 'h', 'p', 's'];
    ${codes.map((code, index) => `export async function code${index}() { ${code} }`).join('\n')}`;
  expect(codes.length).toBeGreaterThan(100);
  await expect(compile(program)).resolves.toBe('');
});

describe('what the pages promise of numbers', () => {
  const record = async (use: (dogStats: DogStats) => void): Promise<Record<string, unknown>> => {
    const dogStats = new PageStats();
    dogStats.start();
    use(dogStats);
    await dogStats.flush();
    const points = started.at(-1)?.sink.points ?? [];
    return Object.fromEntries(points.map(({ context, state }) => [context.name, state]));
  };

  test('prom-client’s and dogapi’s counts are sums, gauges last values', async () => {
    const states = await record((dogStats) => {
      for (const step of [1, 3]) dogStats.increment('requests', step, { route: '/users' });
      for (const depth of [5, 7]) dogStats.gauge('depth', depth);
      for (const time of [0.25, 0.75]) dogStats.histogram('time', time);
    });
    expect(states).toMatchObject({
      requests: { sum: 4 },
      depth: { value: 7 },
      time: { count: 2, sum: 1, min: 0.25, max: 0.75 },
    });
  });
});
