import { describe, expect, test } from 'vitest';
import { now, sendSeries } from '../client.js';
import {
  expectAccount,
  flush,
  intake,
  notices,
  open,
  passSeconds,
  stats,
  store,
  useStore,
} from './rig.js';

useStore();

describe('a store that fails', () => {
  test.each([429, 500, 503])(
    '%i: the same request comes again until it is taken',
    async (status) => {
      store.answer = (_, request) => (request < 3 ? { status, body: 'busy' } : undefined);
      await sendSeries(intake, { metric: 'a' }, { metric: 'b' });

      await flush();

      expect(store.requests).toHaveLength(4);
      expect(new Set(store.requests.map(({ series }) => JSON.stringify(series))).size).toBe(1);
      expectAccount({ sent: 2, requests: 4, retries: 3, failure: null });
      expect(notices).toEqual([
        `remote write: ${store.url}: answered ${status}: busy`,
        `remote write: ${store.url} takes samples again`,
      ]);
    },
  );

  test.each([400, 401, 404, 301])('%i: never again', async (status) => {
    store.answer = () => ({ status, body: 'no' });
    await sendSeries(intake, { metric: 'a' });

    await flush();

    expect(store.requests).toHaveLength(1);
    const hint = `answered ${status}: no`;
    expectAccount({
      sent: 0,
      dropped: [{ reason: 'refused', count: 1, metric: 'a', hint }],
      failure: { at: now * 1_000, status, message: hint },
    });
  });

  test('a series that is refused takes none of the others with it', async () => {
    store.answer = (series) =>
      series.some(({ samples }) => samples[0]?.value === 13) ? { status: 400 } : undefined;
    const series = Array.from({ length: 100 }, (_, n) => ({
      metric: `m${n}`,
      points: [[now, n]] as [number, number][],
    }));
    await sendSeries(intake, ...series);

    await flush();

    expectAccount({ sent: 99, dropped: [expect.objectContaining({ metric: 'm13', count: 1 })] });
    expect(notices).toEqual([`remote write: ${store.url}: answered 400`]);
  });

  test('what can’t be divided for ever is given up: few requests for much that is refused', async () => {
    store.answer = () => ({ status: 400 });
    await sendSeries(intake, ...Array.from({ length: 500 }, (_, n) => ({ metric: `m${n}` })));

    await flush();

    expect(store.requests.length).toBeLessThan(70);
    expectAccount({ dropped: [expect.objectContaining({ reason: 'refused', count: 500 })] });
  });

  test('while it is away samples wait, and the lag grows', async () => {
    store.answer = () => ({ status: 503, headers: { 'retry-after': '1' } });
    await open({ settleSeconds: 0 });
    await sendSeries(intake, { points: [[now, 1]] });
    await expect.poll(() => stats().state).toBe('waiting');

    passSeconds(20);
    await sendSeries(intake, { points: [[now + 20, 2]] });

    expectAccount({ queued: 2, lagSeconds: 20, failure: expect.objectContaining({ status: 503 }) });
    store.answer = () => undefined;
    await flush();
    expectAccount({ sent: 2, lagSeconds: 0 });
  });

  test('more than may wait drops the oldest', async () => {
    await open({ settleSeconds: 3_600, maxQueuedSamples: 160 });
    const points = Array.from({ length: 200 }, (_, n): [number, number] => [now - 200 + n, n]);
    for (let at = 0; at < points.length; at += 20) {
      await sendSeries(intake, ...points.slice(at, at + 20).map((point) => ({ points: [point] })));
    }

    await flush();

    const values = store.values('m');
    expect(values).toEqual(points.map(([, value]) => value).slice(-values.length));
    expect(values.length).toBeGreaterThan(140);
    expect(values.length).toBeLessThanOrEqual(160);
    expectAccount({ dropped: [expect.objectContaining({ reason: 'queue_full' })] });
  });

  test('the end hands on what waits, settled or not', async () => {
    await sendSeries(intake, { points: [[now, 5]] });

    await intake.close();

    expect(store.values('m')).toEqual([5]);
    expectAccount({ sent: 1 });
  });

  test('the end doesn’t wait long for a store that is away', async () => {
    await open({ url: 'http://127.0.0.1:1/api/v1/write', settleSeconds: 0 });
    await sendSeries(intake, { points: [[now, 5]] });
    await expect.poll(() => stats().failure).not.toBeNull();

    await intake.close();

    expectAccount({ dropped: [expect.objectContaining({ reason: 'closed', count: 1 })] });
  });
});
