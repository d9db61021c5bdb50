import 'dogstats/testing/vitest';
import assert from 'node:assert';
import { DogStats, dogStats } from 'dogstats';
import {
  assertMetrics,
  metricMatchers,
  type RecordedMetrics,
  type RecordMetricsOptions,
  recordMetrics,
} from 'dogstats/testing';
import { expect as jestExpect } from 'expect';
import { describe, expect, onTestFinished, test } from 'vitest';

function setUp(options: RecordMetricsOptions = {}): RecordedMetrics {
  const metrics = recordMetrics({ dogStats: new DogStats(), ...options });
  onTestFinished(() => metrics.stop());
  return metrics;
}

function messageOf(assertion: () => void): string {
  try {
    assertion();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('the assertion holds');
}

describe('the matchers', () => {
  test('see what was recorded in this very turn, by name and tags', () => {
    const metrics = setUp({ tags: ['env:test'] });
    const app = metrics.dogStats;
    app.increment('page.views', 2, { page: 'home', user: 1 });
    expect(metrics).toHaveCount('page.views', 2, { page: 'home' });
    app.increment('page.views', 1, { page: 'home', user: 2 });
    app.increment('page.views', 5, { page: 'about' });
    app.gauge('queue.depth', 3);
    app.gauge('queue.depth', 4);
    for (const value of [3, 1]) {
      app.histogram('rows', value);
      app.distribution('bytes', value);
    }
    for (const user of ['b', 'a', 'b', 1]) app.set('users', user);

    expect(metrics).toHaveCount('page.views', 3, { page: 'home' });
    expect(metrics).toHaveCount('page.views', 8, ['env:test']);
    expect(metrics).not.toHaveCount('page.views', 3);
    expect(metrics).toHaveGauge('queue.depth', 4);
    expect(metrics).toHaveHistogram('rows', [3, 1]);
    expect(metrics).toHaveDistribution('bytes', [3, 1]);
    expect(metrics).toHaveSet('users', [1, 'a', 'b']);
    expect(metrics).toHaveRecorded('page.views', { page: 'about' });
    expect(metrics).not.toHaveRecorded('page.views', { page: 'contact' });
    expect(metrics.count('page.views')).toBe(8);
  });

  test('take a rate, and patterns of the runner in the place of values', () => {
    const metrics = setUp();
    const app = metrics.dogStats;
    app.rate('jobs.rate', 1);
    app.rate('jobs.rate', 2.5);
    app.histogram('time', 0.1 + 0.2);
    app.histogram('time', 7);
    app.gauge('load', 0.1 + 0.2);

    expect(metrics).toHaveRate('jobs.rate', 2.5);
    expect(metrics).toHaveHistogram('time', [expect.closeTo(0.3), expect.any(Number)]);
    expect(metrics).not.toHaveHistogram('time', [expect.closeTo(0.4), 7]);
    expect(metrics).toHaveGauge('load', jestExpect.closeTo(0.3) as never);
    expect(metrics).not.toHaveGauge('load', expect.closeTo(0.4));
  });

  test('keep over buckets what was recorded, on a clock that the test moves', async () => {
    const metrics = setUp();
    const stop = metrics.dogStats.timer('work');
    for (let second = 0; second < 25; second++) {
      metrics.dogStats.increment('ticks');
      await metrics.clock.advance(1000);
    }
    stop.stop();

    expect(metrics).toHaveCount('ticks', 25);
    expect(metrics).toHaveHistogram('work', [25]);
  });

  test('of children, scopes and handles see the tags that are sent', () => {
    const metrics = setUp({ prefix: 'shop' });
    const { dogStats: app } = metrics;
    app.withTags({ tenant: 'a' }, () => app.child({ prefix: 'db' }).increment('queries'));
    app.counter('hits', ['a']).increment();

    expect(metrics).toHaveCount('shop.db.queries', 1, { tenant: 'a' });
    expect(String(metrics)).toBe('count shop.db.queries{tenant:a} 1\ncount shop.hits{a} 1');
  });

  test('fail with what was recorded in fact', () => {
    const metrics = setUp();
    metrics.dogStats.increment('page.views', 2, { page: 'home' });
    metrics.dogStats.gauge('queue.depth', 3);

    expect(messageOf(() => expect(metrics).toHaveCount('page.views', 3, { page: 'home' }))).toBe(
      [
        'Expected count page.views{page:home} to add up to 3.',
        '',
        'Recorded of it:',
        '  count page.views{page:home} 2',
        '',
        'Recorded besides:',
        '  gauge queue.depth 3',
      ].join('\n'),
    );
  });

  test.each<[string, (metrics: RecordedMetrics) => void, string]>([
    ['a misspelt name', (m) => expect(m).toHaveCount('page.view', 1), 'Did you mean page.views?'],
    ['a missing prefix', (m) => expect(m).toHaveGauge('depth', 1), 'Did you mean queue.depth?'],
    [
      'other tags',
      (m) => expect(m).toHaveCount('page.views', 1, { page: 'about' }),
      'Of that name, with other tags:\n  count page.views{page:home} 1',
    ],
    [
      'another type',
      (m) => expect(m).toHaveGauge('page.views', 1),
      'Of that name, with another type:\n  count page.views{page:home} 1',
    ],
    [
      'two gauges',
      (m) => expect(m).toHaveGauge('room', 1),
      '2 of them have these tags: give more of theirs.',
    ],
    [
      'a mistake',
      (m) => expect(m).toHaveGauge('broken', 1),
      'Said meanwhile:\n  DS204: "broken" got NaN',
    ],
    [
      'not',
      (m) => expect(m).not.toHaveRecorded('room'),
      'Expected metric room not to be recorded.',
    ],
  ])('point at near misses: %s', (_name, assertion, hint) => {
    const metrics = setUp();
    const app = metrics.dogStats;
    app.increment('page.views', 1, { page: 'home' });
    app.gauge('queue.depth', 3);
    app.gauge('room', 1, ['floor:1']);
    app.gauge('room', 1, ['floor:2']);
    app.gauge('broken', Number.NaN);

    expect(messageOf(() => assertion(metrics))).toContain(hint);
  });

  test('say so when nothing was recorded', () => {
    expect(messageOf(() => expect(setUp()).toHaveRecorded('m'))).toBe(
      'Expected metric m to be recorded.\n\nNothing was recorded.',
    );
  });

  test('work in jest', () => {
    jestExpect.extend(metricMatchers as never);
    const metrics = setUp();
    metrics.dogStats.increment('hits', 3);
    const expecting = jestExpect(metrics) as unknown as ReturnType<typeof assertMetrics>;

    expecting.toHaveCount('hits', 3);
    expecting.not.toHaveCount('hits', 2);
    expect(messageOf(() => expecting.toHaveCount('hits', 2))).toContain('count hits 3');
  });

  test('work without an expect, as in node:test', () => {
    const metrics = setUp();
    metrics.dogStats.increment('hits', 3);

    assertMetrics(metrics).toHaveCount('hits', 3);
    assertMetrics(metrics).not.toHaveCount('hits', 2);
    assert.throws(() => assertMetrics(metrics).toHaveCount('hits', 2), assert.AssertionError);
    assert.throws(
      () => assertMetrics(metrics).not.toHaveCount('hits', 3),
      /Expected count hits not/,
    );
  });

  test('refuse anything else', () => {
    expect(() => expect({}).toHaveCount('hits', 1)).toThrow(/recordMetrics/);
  });
});

describe('recordMetrics()', () => {
  test('takes the place of delivery: the program under test may start and close as it likes', async () => {
    const metrics = recordMetrics();
    onTestFinished(() => metrics.stop());
    dogStats.start({ apiKey: 'real', prefix: 'ignored' });
    dogStats.increment('hits');
    expect(await dogStats.close()).toMatchObject({ ok: true });
    dogStats.increment('hits');

    expect(metrics).toHaveCount('hits', 2);
  });

  test('has events and service checks, with what is on them', () => {
    const metrics = setUp({ tags: ['env:test'] });
    metrics.dogStats.event('Deployed', 'by CI', { tags: ['service:shop'] });
    metrics.dogStats.serviceCheck('db.up', 'critical');

    expect(metrics.events()).toMatchObject([
      { title: 'Deployed', text: 'by CI', tags: ['env:test', 'service:shop'] },
    ]);
    expect(metrics.checks()).toMatchObject([{ name: 'db.up', status: 2 }]);
    metrics.reset();
    expect(metrics.events()).toEqual([]);
  });

  test('forgets between tests, and lets go in the end', async () => {
    const metrics = setUp();
    metrics.dogStats.gauge('m', Number.NaN);
    metrics.dogStats.increment('m');
    metrics.reset();
    expect([metrics.all(), metrics.messages]).toEqual([[], []]);
    metrics.dogStats.increment('m');
    expect(metrics).toHaveCount('m', 1);
    await metrics.stop();

    const again = recordMetrics({ dogStats: metrics.dogStats });
    onTestFinished(() => again.stop());
    metrics.dogStats.increment('m', 5);
    expect(again).toHaveCount('m', 5);
  });

  test('says where an instance was started already', () => {
    const started = new DogStats();
    started.start({ env: {}, disabled: true });

    expect(() => recordMetrics({ dogStats: started })).toThrow(
      /already started .*matchers\.test\.ts/,
    );
  });

  test('has a snapshot of a line for each metric', () => {
    const metrics = setUp();
    metrics.dogStats.histogram('b.time', 0.5, ['z', 'a:1']);
    metrics.dogStats.increment('a.hits', 2);

    expect(metrics).toMatchInlineSnapshot(`
      count a.hits 2
      histogram b.time{a:1,z} [0.5]
    `);
  });
});
