import { createIntake, type Intake } from '@dogstats/intake';
import { DogStats } from 'dogstats';
import { ManualClock } from 'dogstats/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formatVerdicts, verdicts } from '../src/walkthrough/verdicts.ts';
import { draw } from '../src/walkthrough/walk.ts';

/** One in ten of one, six of two, three of three. */
const cycle = [1, 2, 2, 2, 2, 2, 2, 3, 3, 3];
const start = 1_790_000_000;

interface SentRequest {
  readonly url: string;
  readonly init: RequestInit;
}

describe('the walkthrough by the SDK, straight to the intake', () => {
  let intake: Intake;
  let clock: ManualClock;
  let sent: SentRequest[];

  beforeEach(async () => {
    sent = [];
    clock = new ManualClock(start - 10);
    intake = await createIntake({ port: 0, clock });
  });
  afterEach(() => intake.close());

  /** 150 turns at 5 Hz, flushed every ten seconds. */
  async function walk(): Promise<void> {
    const dogStats = new DogStats();
    dogStats.start({
      url: intake.url,
      apiKey: 'local',
      host: 'x1carb6',
      autoFlush: false,
      clock,
      env: {},
      fetch: (url, init) => {
        sent.push({ url: String(url), init: init as RequestInit });
        return fetch(url as string, init as RequestInit);
      },
    });
    await clock.advance(10_000);
    for (let turn = 0; turn < 150; turn++) {
      dogStats.histogram('blog.app.testhist', cycle[turn % 10] ?? 0);
      dogStats.increment('blog.app.testcounter', 2);
      await clock.advance(200);
      if (turn % 50 === 49) expect((await dogStats.flush({ timeoutMs: 30_000 })).ok).toBe(true);
    }
    await dogStats.close();
  }

  /** Type, host and values of the three buckets, by name. */
  function held(): Record<string, unknown> {
    return Object.fromEntries(
      intake
        .series()
        .map(({ metric, type, host, points }) => [
          metric,
          [type, host, points.map(({ timestamp, value }) => [timestamp - start, value])],
        ]),
    );
  }

  const buckets = (value: number): number[][] => [0, 10, 20].map((at) => [at, value]);

  it('leaves what was counted, in whole, and the aggregates of the histogram', async () => {
    await walk();

    expect(held()).toMatchObject({
      'blog.app.testcounter': ['count', 'x1carb6', buckets(100)],
      'blog.app.testhist.avg': ['gauge', 'x1carb6', buckets(2.2)],
      'blog.app.testhist.max': ['gauge', 'x1carb6', buckets(3)],
      'blog.app.testhist.min': ['gauge', 'x1carb6', buckets(1)],
      'blog.app.testhist.95percentile': ['gauge', 'x1carb6', buckets(3)],
      'blog.app.testhist.count': ['count', 'x1carb6', buckets(50)],
    });
    expect(intake.total('blog.app.testcounter') / 30).toBe(10);
    const exposed = await (await fetch(`${intake.url}/metrics/series?api_key=local`)).text();
    const labels = 'instance="x1carb6",interval="10",job="ddagent",type="count"';
    expect(exposed).toContain(`blog_app_testcounter{${labels}} 100 ${start + 20}000\n`);
    expect(new Set(intake.requests().map(({ status }) => status))).toEqual(new Set([202]));
  });

  it('is the same when all requests come once more', async () => {
    await walk();
    const before = held();

    for (const { url, init } of sent) expect((await fetch(url, init)).status).toBe(202);

    expect(sent.length).toBeGreaterThanOrEqual(3);
    expect(held()).toEqual(before);
  });
});

describe('its verdicts', () => {
  const series = (metric: string, values: number[]): never =>
    ({
      metric,
      points: values.map((value, at) => ({ timestamp: start + at * 10, value })),
    }) as never;
  const walked = { turns: 100, sum: 220, start };
  const right = [
    series('blog.app.testcounter', [10, 10]),
    series('blog.app.testhist.avg', [2.2, 2.2]),
    series('blog.app.testhist.count', [5, 5]),
    series('blog.app.testhist.max', [3, 3]),
    series('sdk.app.testcounter', [100, 100]),
    series('sdk.app.testhist.count', [50, 50]),
  ];

  it('hold for what was walked', () => {
    expect(formatVerdicts(verdicts(walked, 20, right))).toContain('All of it holds.');
  });

  it('fail for one increment that is lost', () => {
    const lost = [...right.slice(1), series('blog.app.testcounter', [10, 9.8])];

    const failed = verdicts(walked, 20, lost).filter(({ holds }) => !holds);

    expect(failed.map(({ what }) => what)).toEqual([
      'StatsD: increments, added up',
      'StatsD: samples per second, half of them',
    ]);
  });

  it('fail for nothing at all', () => {
    expect(verdicts(walked, 20, []).filter(({ holds }) => holds)).toEqual([]);
  });
});

it('draws 1, 2 and 3 as often as Opstrace’s program does', () => {
  const all = Array.from({ length: 1_000 }, (_, n) => draw(() => n / 1_000));

  expect([1, 2, 3].map((value) => all.filter((each) => each === value).length)).toEqual([
    100, 600, 300,
  ]);
});
