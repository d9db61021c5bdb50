import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createIntake, type Intake } from '../../src/index.js';
import { clock, now, sendSeries } from '../client.js';
import { type Api, openApi, strict } from '../official-client.js';

let intake: Intake;
let open: (version: string, name: string, apiKey?: string) => Api;
beforeAll(async () => {
  intake = await createIntake({ port: 0, clock, apiKeys: ['right'] });
  open = (...api) => openApi(intake.url, ...api);
});
beforeEach(() => intake.reset());
afterAll(() => intake.close());

describe('series', () => {
  const points = [{ timestamp: now, value: 7 }];
  const body = { series: [{ metric: 'm', type: 1, points, tags: ['a:1'] }] };

  test.each([undefined, 'deflate', 'gzip', 'zstd1'])('v2 with encoding %s', async (encoding) => {
    const answer = await open('v2', 'MetricsApi')['submitMetrics']?.({
      body,
      contentEncoding: encoding,
    });

    expect(strict(answer)).toEqual({ errors: [] });
    expect(intake.requests()).toMatchObject([{ encoding: encoding ?? '', status: 202 }]);
    expect(intake.total('m', ['a:1'])).toBe(7);
  });

  test('v1 and distribution points', async () => {
    const api = open('v1', 'MetricsApi');

    await api['submitMetrics']?.({ body: { series: [{ metric: 'm', points: [[now, 3]] }] } });
    const body = { series: [{ metric: 'd', points: [[now, [1, 2]]] }] };
    const answer = await api['submitDistributionPoints']?.({ body, contentEncoding: 'deflate' });

    expect(strict(answer)).toEqual({ status: 'ok' });
    expect([intake.total('m'), intake.total('d')]).toEqual([3, 2]);
  });

  test('a wrong key is answered as the client expects', async () => {
    const answer = open('v2', 'MetricsApi', 'wrong')['submitMetrics']?.({ body });

    await expect(answer).rejects.toMatchObject({
      code: 403,
      body: { errors: ['Forbidden', 'the API key is not a known one'] },
    });
  });
});

test('events of v1 are made, found and listed', async () => {
  const api = open('v1', 'EventsApi');

  const made = await api['createEvent']?.({
    body: {
      title: 'Deployed',
      text: '1.4.0',
      tags: ['a:1'],
      alertType: 'success',
      priority: 'low',
    },
  });
  const { event } = strict(made) as { event: { id: number; idStr: string; url: string } };
  const [held] = intake.events();
  expect(event.idStr).toBe(held?.id);
  const found = await api['getEvent']?.({ eventId: event.id });
  const listed = await api['listEvents']?.({ start: now - 60, end: now, tags: 'a:1' });

  expect(strict(found)).toMatchObject({ event: { title: 'Deployed', alertType: 'success' } });
  expect(strict(listed)).toMatchObject({ events: [{ text: '1.4.0', priority: 'low' }] });
});

test('events of v2 are made, and refused in their own form', async () => {
  const api = open('v2', 'EventsApi');
  const alert = { title: 'Disk full', category: 'alert', attributes: { status: 'error' } };
  const asBody = (attributes: object): object => ({
    body: { data: { type: 'event', attributes } },
  });

  const made = await api['createEvent']?.(asBody(alert));
  const refused = api['createEvent']?.(asBody({ ...alert, title: 'x'.repeat(501) }));

  const [held] = intake.events();
  expect(strict(made)).toMatchObject({
    data: { attributes: { attributes: { evt: { id: held?.id, uid: held?.uid } } } },
  });
  await expect(refused).rejects.toMatchObject({
    code: 400,
    body: { errors: [{ status: '400', detail: expect.stringContaining('title may have 500') }] },
  });
});

test('service checks', async () => {
  const run = { check: 'app.ok', hostName: 'web-7', status: 1, tags: ['a:1'], message: 'slow' };

  const answer = await open('v1', 'ServiceChecksApi')['submitServiceCheck']?.({ body: [run] });

  expect(strict(answer)).toEqual({ status: 'ok' });
  expect(intake.checks()).toMatchObject([{ check: 'app.ok', status: 'warning', message: 'slow' }]);
});

test('metadata', async () => {
  const api = open('v1', 'MetricsApi');
  const body = { unit: 'page', perUnit: 'second', type: 'count', statsdInterval: 10 };
  const missing = api['updateMetricMetadata']?.({ metricName: 'a.b', body });
  await expect(missing).rejects.toMatchObject({ code: 404, body: { errors: [expect.anything()] } });
  await expect(sendSeries(intake, {})).resolves.toMatchObject({ status: 403 });
  const points = [{ timestamp: now, value: 1 }];
  await open('v2', 'MetricsApi')['submitMetrics']?.({
    body: { series: [{ metric: 'a.b', type: 1, points }] },
  });

  const updated = await api['updateMetricMetadata']?.({ metricName: 'a.b', body });
  const found = await api['getMetricMetadata']?.({ metricName: 'a.b' });

  expect(strict(updated)).toMatchObject(body);
  expect(strict(found)).toMatchObject(body);
});

test('keys', async () => {
  const valid = await open('v1', 'AuthenticationApi')['validate']?.();
  const wrong = open('v1', 'AuthenticationApi', 'wrong')['validate']?.();

  expect(strict(valid)).toEqual({ valid: true });
  await expect(wrong).rejects.toMatchObject({ code: 403 });
});

describe('queries', () => {
  const range = { from: now - 60, to: now + 60 };
  beforeEach(() => {
    const series = [1, 3].map((value, index) => ({
      metric: 'm',
      type: 3,
      tags: [`k:${index + 1}`],
      points: [{ timestamp: now, value }],
    }));
    return open('v2', 'MetricsApi')['submitMetrics']?.({ body: { series } });
  });

  test('v1', async () => {
    const query = 'sum:m{*} by {k}, avg:m{*} * 2';
    const answer = await open('v1', 'MetricsApi')['queryMetrics']?.({ ...range, query });

    expect(strict(answer)).toMatchObject({
      status: 'ok',
      series: [
        { tagSet: ['k:1'], queryIndex: 0, pointlist: [[now * 1_000, 1]] },
        { tagSet: ['k:2'], queryIndex: 0, pointlist: [[now * 1_000, 3]] },
        { tagSet: [], queryIndex: 1, pointlist: [[now * 1_000, 4]] },
      ],
    });
  });

  const attributes = {
    from: range.from * 1_000,
    to: range.to * 1_000,
    queries: [{ dataSource: 'metrics', query: 'sum:m{*} by {k}', name: 'q' }],
    formulas: [{ formula: 'q * 2' }],
  };

  test('v2, over time', async () => {
    const body = { data: { type: 'timeseries_request', attributes } };
    const answer = await open('v2', 'MetricsApi')['queryTimeseriesData']?.({ body });

    expect(strict(answer)).toMatchObject({
      data: {
        attributes: {
          series: [{ groupTags: ['k:1'] }, { groupTags: ['k:2'] }],
          values: [[2], [6]],
        },
      },
    });
  });

  test('v2, in a single number', async () => {
    const queries = attributes.queries.map((query) => ({ ...query, aggregator: 'max' }));
    const body = { data: { type: 'scalar_request', attributes: { ...attributes, queries } } };
    const answer = await open('v2', 'MetricsApi')['queryScalarData']?.({ body });

    expect(strict(answer)).toMatchObject({
      data: {
        attributes: {
          columns: [
            { name: 'k', type: 'group', values: [['1'], ['2']] },
            { name: 'q * 2', type: 'number', values: [2, 6] },
          ],
        },
      },
    });
  });

  test('lists of metrics and of tags', async () => {
    const list = await open('v1', 'MetricsApi')['listActiveMetrics']?.({ from: now });
    expect(strict(list)).toMatchObject({ metrics: ['m'] });
    const tags = await open('v2', 'MetricsApi')['listTagsByMetricName']?.({ metricName: 'm' });
    expect(strict(tags)).toMatchObject({ data: { attributes: { tags: ['k:1', 'k:2'] } } });
  });
});
