import { gzipSync } from 'node:zlib';
import { NetworkError } from '@dogstats/transport/delivery';
import { Agent, MockAgent } from 'undici';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DeliveryRig, patience } from '../delivery-rig.js';
import { countPoint, countPoints, distributionPoint } from '../make-points.js';

let rig: DeliveryRig;
beforeEach(async () => {
  rig = await DeliveryRig.start();
});
afterEach(() => rig.stop());

describe('an attempt', () => {
  test('is one compressed POST with the key in a header', async () => {
    const report = await rig.write(rig.open(), [countPoint('page.views', rig.bucket, 3, 3)]);

    expect(report).toEqual({ accepted: 3, dropped: {}, possiblyDuplicated: 0, errors: [] });
    expect(rig.intake.arrivals).toHaveLength(1);
    const [arrival] = rig.intake.arrivals;
    expect(arrival?.path).toBe('/api/v2/series');
    expect(arrival?.headers).toMatchObject({
      'dd-api-key': rig.apiKey,
      'content-type': 'application/json',
      'content-encoding': 'deflate',
    });
    expect(arrival?.headers['user-agent']).toMatch(/^dogstats-js\/\d+\.\d+\.\d+$/);
    expect(rig.intake.lastValues).toEqual(new Map([[`page.views@${rig.bucket}`, 3]]));
  });

  test('goes to the route of its payload', async () => {
    const delivery = rig.open({
      encoding: {
        seriesApi: 'v1',
        countAs: 'count',
        histogram: { aggregates: ['max'], percentiles: [] },
      },
    });

    await rig.write(delivery, [
      countPoint('a', rig.bucket),
      distributionPoint('b', rig.bucket, [1, 2]),
    ]);

    const paths = rig.intake.arrivals.map((arrival) => arrival.path).sort();
    expect(paths).toEqual(['/api/v1/distribution_points', '/api/v1/series']);
  });

  test('keeps the path of the base URL', async () => {
    await rig.write(rig.open({ baseUrl: `${rig.intake.url}/datadog` }), [
      countPoint('a', rig.bucket),
    ]);

    expect(rig.intake.arrivals[0]?.path).toBe('/datadog/api/v2/series');
  });

  test('is over when the head of a 2xx is there, even if the rest never comes', async () => {
    rig.intake.script.push({ status: 202, body: '{', unfinished: true });

    const report = await rig.write(rig.open(), [countPoint('a', rig.bucket)]);

    expect(report.accepted).toBe(1);
    expect(rig.intake.arrivals).toHaveLength(1);
  });

  test('is accepted though its answer is larger than anybody reads', async () => {
    rig.intake.script.push({ status: 202, body: Buffer.alloc(1_000_000, 'x') });
    const delivery = rig.open();

    const first = await rig.write(delivery, [countPoint('a', rig.bucket)]);
    const second = await rig.write(delivery, [countPoint('b', rig.bucket)]);

    expect(first.accepted + second.accepted).toBe(2);
    expect(rig.intake.arrivals).toHaveLength(2);
  });

  test('never inflates an answer', async () => {
    const bomb = gzipSync(Buffer.alloc(10_000_000));
    rig.intake.script.push({ status: 418, headers: { 'content-encoding': 'gzip' }, body: bomb });

    const report = await rig.write(rig.open(), [countPoint('a', rig.bucket)]);

    expect(report.dropped).toEqual({ refused: 1 });
    expect(report.errors[0]?.message.length).toBeLessThan(2_000);
  });

  test('does not follow a redirect: the key stays where it was sent', async () => {
    rig.intake.script.push({ status: 307, headers: { location: `${rig.intake.url}/elsewhere` } });

    const report = await rig.deliver(rig.open(), [countPoint('a', rig.bucket)]);

    expect(report.accepted).toBe(1);
    expect(report.errors[0]?.message).toContain('redirects are not followed');
    expect(rig.intake.arrivals.map((arrival) => arrival.path)).not.toContain('/elsewhere');
  });

  test('reuses its connection', async () => {
    const delivery = rig.open();

    for (let i = 0; i < 5; i++) await rig.write(delivery, [countPoint('a', rig.bucket, i)]);

    expect(rig.intake.arrivals).toHaveLength(5);
    expect(rig.intake.connections).toBe(1);
  });

  test('ends at its total deadline when no answer comes', async () => {
    rig.intake.script.push('hang');
    const totalMs = 10_000;
    const delivery = rig.open({ timeouts: { ...patience, totalMs } });

    const writing = rig.write(delivery, [countPoint('a', rig.bucket)]);
    await rig.intake.untilArrivals(1);
    await rig.clock.advance(totalMs);
    const report = await rig.settle(writing);

    expect(report.accepted).toBe(1);
    expect(report.errors[0]).toMatchObject({ code: 'ERR_TIMEOUT', reason: 'TIMEOUT' });
  });

  test('ends at its total deadline though a given fetch is deaf to its signal', async () => {
    const totalMs = 10_000;
    let calls = 0;
    const delivery = rig.open({
      timeouts: { ...patience, totalMs },
      concurrency: 1,
      fetch: () =>
        calls++ === 0
          ? new Promise(() => {})
          : Promise.resolve(new Response('{}', { status: 202 })),
    });

    const writing = rig.write(delivery, [countPoint('a', rig.bucket)]);
    await rig.clock.untilTimers(1);
    await rig.clock.advance(totalMs);
    const report = await rig.settle(writing);

    expect(report.accepted).toBe(1);
    expect(report.errors[0]).toMatchObject({ code: 'ERR_TIMEOUT', reason: 'TIMEOUT' });
  });

  test('that times out on a frozen process still reads an answer that was there', async () => {
    const totalMs = 10_000;
    let answer: (response: Response) => void = () => {};
    const delivery = rig.open({
      timeouts: { ...patience, totalMs },
      fetch: (_url, init) =>
        new Promise((resolve, reject) => {
          answer = resolve;
          init?.signal?.addEventListener('abort', () => reject(new Error('aborted')));
        }),
    });
    const writing = rig.write(delivery, [countPoint('a', rig.bucket)]);
    await rig.clock.untilTimers(1);
    // The timer fires long after its time, as it does when the process was stopped meanwhile.
    const monotonic = rig.clock.monotonic.bind(rig.clock);
    rig.clock.monotonic = () => monotonic() + 60_000;
    await rig.clock.advance(totalMs);

    answer(new Response('{}', { status: 202 }));

    expect(await writing).toMatchObject({ accepted: 1, errors: [] });
  });

  test('names what failed when nothing listens there', async () => {
    await rig.intake.close();
    const delivery = rig.open();

    const writing = rig.write(delivery, [countPoint('a', rig.bucket)]);
    while (delivery.stats().errors.length === 0) await new Promise(setImmediate);

    expect(delivery.stats().retained).toBe(1);
    const [error] = delivery.stats().errors;
    expect(error).toBeInstanceOf(NetworkError);
    expect(error?.message).toContain('ECONNREFUSED');
    await delivery.close();
    expect((await writing).dropped).toEqual({ shutdown: 1 });
    await rig.intake.listen();
  });
});

describe('the way out', () => {
  test('may be a dispatcher, which is left open', async () => {
    const mock = new MockAgent();
    mock.disableNetConnect();
    const pool = mock.get('https://api.datadoghq.eu');
    pool.intercept({ path: '/api/v2/series', method: 'POST' }).reply(202, '{}').times(2);
    const options = { baseUrl: 'https://api.datadoghq.eu', dispatcher: mock };

    const first = rig.open(options);
    await rig.write(first, [countPoint('a', rig.bucket)]);
    await first.close();
    const report = await rig.write(rig.open(options), [countPoint('a', rig.bucket)]);

    expect(report.accepted).toBe(1);
    mock.assertNoPendingInterceptors();
    await mock.close();
  });

  test('leaves no listener on a dispatcher it was given', async () => {
    const agent = new Agent();
    const listeners = agent.listenerCount('connect');

    await rig.open({ dispatcher: agent }).close();

    expect(agent.listenerCount('connect')).toBe(listeners);
    await agent.close();
  });

  test('may be a fetch', async () => {
    const report = await rig.deliver(rig.open({ fetch: globalThis.fetch }), [
      countPoint('a', rig.bucket),
    ]);

    expect(report.accepted).toBe(1);
    expect(rig.intake.arrivals[0]?.headers['accept-encoding']).toBe('identity');
  });

  test('by fetch follows no redirect and names the cause of a failure', async () => {
    rig.intake.script.push({ status: 302, headers: { location: '/elsewhere' } }, 'reset');

    const report = await rig.deliver(rig.open({ fetch: globalThis.fetch }), [
      countPoint('a', rig.bucket),
    ]);

    expect(report.accepted).toBe(1);
    expect(rig.intake.arrivals.map((arrival) => arrival.path)).not.toContain('/elsewhere');
    expect(report.errors.map((error) => error.message).join()).toMatch(
      /302.*(UND_ERR_SOCKET|ECONNRESET)/s,
    );
  });
});

test('payloads are within the limits of their route on the wire', async () => {
  const unlike = Array.from({ length: 30_000 }, (_, index) =>
    countPoint(`m${Math.sin(index).toString(36)}${Math.cos(index).toString(36)}`, rig.bucket),
  );

  const report = await rig.write(rig.open(), unlike);

  expect(report.accepted).toBe(30_000);
  expect(rig.intake.lastValues.size).toBe(30_000);
  for (const { wire, text } of rig.intake.arrivals) {
    expect(wire.length).toBeLessThanOrEqual(512_000);
    expect(text.length).toBeLessThanOrEqual(5_242_880);
  }
});

test('no more requests are under way than allowed', async () => {
  let running = 0;
  let most = 0;
  const delivery = rig.open({
    concurrency: 2,
    fetch: async () => {
      most = Math.max(most, ++running);
      await new Promise(setImmediate);
      running--;
      return new Response('{}', { status: 202 });
    },
  });

  const writes = Array.from({ length: 10 }, (_, index) =>
    rig.write(delivery, [
      ...countPoints(2, rig.bucket - 10 * index),
      distributionPoint('d', rig.bucket, [1]),
    ]),
  );
  await Promise.all(writes);

  expect(most).toBe(2);
});
