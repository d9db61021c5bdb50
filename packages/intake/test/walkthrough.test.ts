import { StatsD } from 'hot-shots';
import { afterEach, describe, expect, test } from 'vitest';
import { createIntake, type Intake } from '../src/index.js';
import { paths, send } from './client.js';
import { MetricsStore, type StoreName, skipWithoutStore } from './remote-write/metrics-store.js';

/** One in ten of one, six of two, three of three. */
const cycle = [1, 2, 2, 2, 2, 2, 2, 3, 3, 3];
/** Start of the first of three buckets, all of them over by now. */
const start = Math.floor(Date.now() / 10_000) * 10 - 90;
const buckets = [start, start + 10, start + 20];

/** What Prometheus has of a turn of 150: fifty in each bucket, by a StatsD client and an Agent. */
const expected: Record<string, [type: string, value: number]> = {
  blog_app_testcounter: ['rate', 10],
  blog_app_testhist_avg: ['gauge', 2.2],
  blog_app_testhist_max: ['gauge', 3],
  blog_app_testhist_median: ['gauge', 2],
  blog_app_testhist_95percentile: ['gauge', 3],
  blog_app_testhist_count: ['rate', 5],
};

const clean: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of clean.splice(0).reverse()) await end();
});

/** 150 turns at 5 Hz by hot-shots, on a clock that moves once the turn has come. */
async function walk(remoteWrite?: { url: string }): Promise<Intake> {
  let turns = 0;
  const intake = await createIntake({
    port: 0,
    clock: { now: () => start * 1_000 + turns * 200 },
    dogstatsd: { udp: { port: 0 }, host: 'x1carb6' },
    remoteWrite,
  });
  clean.push(() => intake.close());
  const { host, port } = intake.dogstatsd?.udp ?? {};
  const client = new StatsD({ host: `${host}`, port: Number(port), maxBufferSize: 0 });
  clean.push(() => new Promise<void>((resolve) => client.close(() => resolve())));
  for (; turns < 150; turns++) {
    client.histogram('blog.app.testhist', cycle[turns % 10] ?? 0);
    client.increment('blog.app.testcounter', 2);
    const messages = 2 * turns + 2;
    await expect.poll(() => intake.dogstatsd?.stats().messages, { interval: 1 }).toBe(messages);
  }
  intake.dogstatsd?.flush();
  return intake;
}

describe('Opstrace’s walkthrough, by hot-shots over UDP', () => {
  test('is held as an Agent sends it, and repeating what was sent changes nothing', async () => {
    const intake = await walk();
    const held = intake.series().filter(({ metric }) => metric.startsWith('blog.'));
    const found = held.map(({ metric, type, host, points }) => {
      expect(points.map(({ timestamp }) => timestamp)).toEqual(buckets);
      return [metric.replaceAll('.', '_'), [type, host, points.map(({ value }) => value)]];
    });

    expect(Object.fromEntries(found)).toEqual(
      Object.fromEntries(
        Object.entries(expected).map(([name, [type, value]]) => [
          name,
          [type, 'x1carb6', [value, value, value]],
        ]),
      ),
    );
    const again = held.map(({ metric, type, host, tags, interval, points }) => ({
      ...{ metric, type, host, tags, interval },
      points: points.map(({ timestamp, value }) => [timestamp, value]),
    }));
    for (let time = 0; time < 2; time++) {
      expect((await send(intake, paths.v1, { series: again })).status).toBe(202);
    }
    expect(intake.series().filter(({ metric }) => metric.startsWith('blog.'))).toEqual(held);
  });

  const names: StoreName[] = ['prometheus', 'victoria-metrics'];
  test.each(names)('is in %s, exactly', async (name) => {
    if (skipWithoutStore(name)) return;
    const store = await MetricsStore.start(name);
    clean.push(() => store.stop());
    const intake = await walk({ url: store.writeUrl });
    await intake.remoteWrite?.flush();

    for (const [metric, [type, value]] of Object.entries(expected)) {
      const [series, ...others] = await store.range(metric);
      expect(others).toEqual([]);
      expect(series?.metric).toEqual({
        __name__: metric,
        instance: 'x1carb6',
        job: 'ddagent',
        type,
        interval: '10',
      });
      expect(series?.values).toEqual(buckets.map((at) => [at, String(value)]));
    }
    expect(intake.remoteWrite?.stats()).toMatchObject({ queued: 0, dropped: [] });
  });
});
