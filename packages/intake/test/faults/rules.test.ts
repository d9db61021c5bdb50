import { request as httpRequest } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createIntake, type FaultRule, type Intake } from '../../src/index.js';
import { clock, now, paths, send, sendDistribution, sendSeries } from '../client.js';
import { fixture } from '../zstd.js';

let intake: Intake;
beforeEach(async () => {
  intake = await createIntake({ port: 0, clock });
});
afterEach(() => intake.close());

describe('a rule', () => {
  /** Statuses of v2 payloads with these metrics, one after the other. */
  async function statusesOf(...metrics: string[]): Promise<number[]> {
    const statuses: number[] = [];
    for (const metric of metrics) {
      statuses.push((await sendSeries(intake, { metric }, { metric: 'other' })).status);
    }
    return statuses;
  }

  test('stays until it is cleared, or for so many requests', async () => {
    intake.addFaults({ status: 503, count: 2 });
    expect(await statusesOf('a', 'a', 'a')).toEqual([503, 503, 202]);

    intake.addFaults({ status: 500 });
    expect(await statusesOf('a', 'a')).toEqual([500, 500]);
    expect(intake.faults()).toEqual([{ id: 2, rule: { status: 500 }, seen: 2, played: 2 }]);

    intake.clearFaults();
    expect(await statusesOf('a')).toEqual([202]);
  });

  test('may be for the n-th request only', async () => {
    intake.addFaults({ status: 503, nth: 3 });

    expect(await statusesOf('a', 'a', 'a', 'a')).toEqual([202, 202, 503, 202]);
    expect(intake.faults()).toEqual([]);
  });

  test('may be for a metric, and the payload is served whole otherwise', async () => {
    intake.addFaults(
      { status: 400, on: { metric: 'bad' } },
      { status: 418, on: { metric: 'x.*' } },
    );

    expect(await statusesOf('good', 'bad', 'x.y', 'xy')).toEqual([202, 400, 418, 202]);
    expect(intake.total('good')).toBe(1);
    expect(await sendDistribution(intake, 'bad', [[now, [1]]])).toMatchObject({ status: 400 });
  });

  test('finds the metric in what an Agent sends, too', async () => {
    intake.addFaults({ status: 418, on: { metric: 'system.disk.*' } });
    intake.addFaults({ status: 500, on: { metric: 'shop.latency' } });
    const headers = { 'content-type': 'application/x-protobuf', 'content-encoding': 'zstd' };

    const series = await send(intake, paths.v2, fixture('agent-series'), headers);
    const sketches = await send(intake, '/api/beta/sketches', fixture('agent-sketches'), headers);

    expect([series.status, sketches.status]).toEqual([418, 500]);
    expect(intake.series()).toEqual([]);
  });

  test('may be for a path, a method, a key', async () => {
    intake.addFaults(
      { status: 500, on: { path: paths.v1 } },
      { status: 501, on: { path: '/api/v1/val*' } },
      { status: 403, on: { key: 'old' } },
      { status: 502, on: { method: 'GET', path: '/api/v2/series' } },
    );
    const validate = `${intake.url}/api/v1/validate`;

    expect(await send(intake, paths.v1, { series: [] })).toMatchObject({ status: 500 });
    expect(await send(intake, paths.v2, { series: [] })).toMatchObject({ status: 202 });
    expect((await fetch(validate)).status).toBe(501);
    expect(await send(intake, paths.v2, {}, { 'dd-api-key': 'old' })).toMatchObject({
      status: 403,
      text: '{"errors":["fault: answered 403"]}',
    });
    expect((await fetch(intake.url + paths.v2)).status).toBe(502);
  });

  test('may be for large bodies', async () => {
    intake.addFaults({ status: 413, on: { bodyOverBytes: 1_000 } });

    expect(await statusesOf('a', 'a'.repeat(1_000))).toEqual([202, 413]);
  });

  test('may be for queries over a long time, in the address or the body', async () => {
    intake.addFaults({ status: 504, on: { windowOverSeconds: 3_600 } });
    const get = (from: number, to: number) =>
      fetch(`${intake.url}/api/v1/query?query=a&from=${from}&to=${to}`);
    const post = (from: number, to: number) =>
      fetch(`${intake.url}/api/v2/query/timeseries`, {
        method: 'POST',
        body: JSON.stringify({ data: { attributes: { from, to } } }),
      });

    const answers = [get(0, 3_600), get(0, 3_601), post(0, 3_600_000), post(0, 3_600_001)];
    const statuses = (await Promise.all(answers)).map(({ status }) => status === 504);

    expect(statuses).toEqual([false, true, false, true]);
    expect(await statusesOf('a')).toEqual([202]);
  });

  test('of those that match the first one that is due is played', async () => {
    intake.addFaults({ status: 500, nth: 2 }, { status: 503, count: 1 }, { accept: true });

    expect(await statusesOf('a', 'a', 'a')).toEqual([503, 500, 202]);
  });

  test('may come by chance', async () => {
    await intake.close();
    const draws = [0.1, 0.5, 0.29, 0.3];
    intake = await createIntake({ port: 0, clock, random: () => draws.shift() ?? 1 });
    intake.addFaults({ status: 503, probability: 0.3 });

    expect(await statusesOf('a', 'a', 'a', 'a')).toEqual([503, 202, 503, 202]);
  });

  test.each<[unknown, RegExp]>([
    [{}, /names none: give one of status, accept, .*reset/],
    ['reset', /names none/],
    [null, /names none/],
    [{ status: 99 }, /"status":99.*status: /],
    [{ status: '503' }, /status: /],
    [{ delay: 1 }, /names none/],
    [{ reset: true, hang: true }, /reset and hang are two/],
    [{ reset: false }, /reset: /],
    [{ hang: true, prob: 1 }, /prob/],
    [{ hang: true, probability: 2 }, /probability: /],
    [{ hang: true, on: { metrics: 'a' } }, /metrics/],
    [{ status: 200, headers: { 'a b': 'c' } }, /headers\.a b: /],
    [{ status: 200, headers: { a: 'b\r\nc: d' } }, /header value/],
    [{ resetOnConnect: true, on: { key: 'k' } }, /takes no "on"/],
    [{ slow: 1e9 }, /slow: /],
  ])('%j is refused, and nothing with it is added', (rule, message) => {
    const add = (): unknown => intake.addFaults({ hang: true }, rule as FaultRule);

    expect(add).toThrow(expect.objectContaining({ code: 'ERR_OPTIONS' }));
    expect(add).toThrow(message);
    expect(intake.faults()).toEqual([]);
  });
});

test('faults are for clients: a page, its feed and pages from elsewhere get none', async () => {
  intake.addFaults({ status: 503, on: { path: '/*' } });

  expect((await fetch(intake.url)).status).toBe(200);
  const foreign = await send(intake, paths.v2, {}, { origin: 'https://evil.example' });
  expect(foreign.status).toBe(403);
  expect((await send(intake, paths.v2, {})).status).toBe(503);
});

test('a client that goes away while a fault looks at its body is none', async () => {
  intake.addFaults({ status: 503, on: { metric: 'm' } });
  await new Promise<void>((resolve) => {
    const headers = { 'content-length': 100, 'dd-api-key': 'k' };
    const sent = httpRequest(intake.url + paths.v2, { method: 'POST', headers });
    sent.once('error', () => resolve());
    sent.write('{', () => sent.destroy());
  });

  await expect
    .poll(() => intake.requests())
    .toMatchObject([{ errors: expect.arrayContaining(['the body ended early']) }]);
  expect(intake.faults()).toMatchObject([{ played: 0 }]);
});
