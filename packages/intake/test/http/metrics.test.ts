import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createIntake, type Intake } from '../../src/index.js';
import { clock, now, paths, send, sendDistribution, sendSeries } from '../client.js';
import { MetricsStore, skipWithoutStore } from '../remote-write/metrics-store.js';

let intake: Intake;
beforeEach(async () => {
  intake = await createIntake({ port: 0, clock });
});
afterEach(() => intake.close());

const scrape = async (path: string, headers: Record<string, string> = {}): Promise<string> =>
  (await fetch(intake.url + path, { headers })).text();

describe('/metrics/series', () => {
  test('has the last point of each series, a distribution as a summary', async () => {
    await sendSeries(intake, {
      metric: 'a.b',
      tags: ['k:v"\n\\'],
      points: [
        [now, 2],
        [now - 10, 1],
      ],
    });
    await sendDistribution(intake, 'd', [[now, [1, 3]]]);

    const text = await scrape('/metrics/series?api_key=local');

    expect(text).toContain(
      `# TYPE a_b gauge\na_b{ddtag_k="v\\"\\n\\\\",job="ddagent",type="count"} 2 ${now}000\n`,
    );
    expect(text).toContain(`d_sum{job="ddagent",type="distribution"} 4 ${now}000\n`);
    expect(text).toContain('d{job="ddagent",quantile="0.5",type="distribution"} ');
  });

  test('series that become the same labels are there once', async () => {
    await sendSeries(intake, { tags: ['one'] }, { tags: ['two'] });

    const text = await scrape('/metrics/series?api_key=local');

    expect(text.split('\n').filter((line) => line.startsWith('m{'))).toHaveLength(1);
  });

  test('wants a key, and no page from elsewhere', async () => {
    const path = '/metrics/series?api_key=local';
    expect((await fetch(`${intake.url}/metrics/series`)).status).toBe(403);
    expect((await fetch(intake.url + path, { headers: { origin: 'http://x' } })).status).toBe(403);
  });
});

test('/metrics tells how long requests to the API took, by route and status', async () => {
  await sendSeries(intake, {});
  await send(intake, paths.v2, '{');
  await fetch(`${intake.url}/api/v1/validate`, { headers: { 'dd-api-key': 'k' } });
  await fetch(`${intake.url}/api/v1/metrics/some.name`);
  await fetch(`${intake.url}/nothing/at/all`);

  const text = await scrape('/metrics');

  const counts = text.split('\n').filter((line) => line.includes('_count{'));
  expect(counts).toEqual(
    [
      ['POST', 'api_v2_series', 202],
      ['POST', 'api_v2_series', 400],
      ['GET', 'api_v1_validate', 200],
      ['GET', 'api_v1_metrics_metric', 403],
    ].map(
      ([method, route, status]) =>
        `dd_api_request_duration_seconds_count{method="${method}",route="${route}",status_code="${status}"} 1`,
    ),
  );
});

describe('a real Prometheus', () => {
  const skip = skipWithoutStore('prometheus');
  let store: MetricsStore | undefined;
  afterAll(() => store?.stop());

  test.skipIf(skip)('scrapes both', async () => {
    await intake.close();
    intake = await createIntake({ port: 0 });
    const at = Math.floor(Date.now() / 1_000);
    await sendSeries(intake, { metric: 'scraped', tags: ['k:v'], points: [[at, 42]] });
    const job = (name: string, path: string): string =>
      `{job_name: ${name}, metrics_path: ${path}, params: {api_key: [local]},` +
      ` static_configs: [{targets: ['127.0.0.1:${intake.port}']}]}`;
    store = await MetricsStore.start(
      'prometheus',
      `global: {scrape_interval: 1s}\nscrape_configs: [${job('own', '/metrics')}, ${job('points', '/metrics/series')}]\n`,
    );

    const found = store;
    await expect.poll(() => found.values('scraped', 'ddtag_k')).toEqual({ v: 42 });
    await expect.poll(() => found.values('up', 'job')).toEqual({ own: 1, points: 1 });
    const counted = 'dd_api_request_duration_seconds_count{status_code="202"}';
    await expect.poll(() => found.values(counted, 'route')).toEqual({ api_v2_series: 1 });
  });
});
