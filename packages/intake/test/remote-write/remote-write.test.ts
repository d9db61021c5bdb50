import { expect, test } from 'vitest';
import { createIntake } from '../../src/index.js';
import { now, send, sendDistribution, sendSeries } from '../client.js';
import { expectAccount, flush, intake, open, passSeconds, stats, store, useStore } from './rig.js';

useStore();

test('a point goes with the labels that Opstrace gave it', async () => {
  await sendSeries(intake, { metric: 'a.b', host: 'h', tags: ['k:v', 'lonely'], interval: 10 });

  await flush();

  expect(store.requests).toHaveLength(1);
  expect(store.requests[0]).toMatchObject({
    headers: {
      'content-encoding': 'snappy',
      'content-type': 'application/x-protobuf',
      'x-prometheus-remote-write-version': '0.1.0',
    },
    series: [
      {
        labels: [
          ['__name__', 'a_b'],
          ['ddtag_k', 'v'],
          ['instance', 'h'],
          ['interval', '10'],
          ['job', 'ddagent'],
          ['type', 'count'],
        ],
        samples: [{ timestamp: now * 1_000, value: 1 }],
      },
    ],
  });
  expect(store.requests[0]?.headers['x-scope-orgid']).toBeUndefined();
  expectAccount({ state: 'idle', taken: 1, sent: 1, queued: 0, lagSeconds: 0 });
});

test('a bucket that is written again goes once, with its last value', async () => {
  await open({ settleSeconds: 5 });
  await sendSeries(intake, { points: [[now, 1]] });
  await sendSeries(intake, { points: [[now, 7]] });
  expect(store.requests).toEqual([]);

  passSeconds(5);

  // The store has it before its answer is here.
  await expect.poll(() => stats().sent).toBe(1);
  expect(store.values('m')).toEqual([7]);
  expectAccount({ taken: 1, sent: 1 });
});

test('points of a series go in the order of their time, a request at a time', async () => {
  const points = Array.from({ length: 50 }, (_, n): [number, number] => [now - n, 50 - n]);
  await sendSeries(intake, { metric: 'a', points }, { metric: 'b', points });

  await Promise.all([flush(), flush()]);

  expect(store.values('a')).toEqual(Array.from({ length: 50 }, (_, n) => n + 1));
  expect(store.values('b')).toEqual(store.values('a'));
  expect(store.mostAtOnce).toBe(1);
});

test('what comes for a time that went already is dropped, and says so', async () => {
  await sendSeries(intake, { points: [[now, 1]] });
  await flush();
  await sendSeries(intake, {
    points: [
      [now - 1, 3],
      [now + 1, 4],
    ],
  });
  await flush();

  expect(store.values('m')).toEqual([1, 4]);
  expectAccount({ dropped: [expect.objectContaining({ reason: 'late', count: 1, metric: 'm' })] });
});

test('series that become the same labels do not mix', async () => {
  await sendSeries(intake, { tags: ['one'] }, { tags: ['two'], points: [[now, 2]] });
  await flush();

  expect(store.values('m')).toEqual([1]);
  expectAccount({ dropped: [expect.objectContaining({ reason: 'same_labels', count: 1 })] });
});

test('a distribution goes as the summary of each second', async () => {
  await sendDistribution(intake, 'd.x', [[now, [4, 1, 3]]], ['k:v']);
  await flush();

  const series = store.requests[0]?.series ?? [];
  const of = (name: string): number[] => store.values(`d_x${name}`);
  expect([of('_count'), of('_sum'), of('_min'), of('_max')]).toEqual([[3], [8], [1], [4]]);
  expect(of('_avg')[0]).toBeCloseTo(8 / 3);
  expect(series.find(({ labels }) => labels.some(([, value]) => value === '0.5'))).toMatchObject({
    labels: [
      ['__name__', 'd_x'],
      ['ddtag_k', 'v'],
      ['job', 'ddagent'],
      ['quantile', '0.5'],
      ['type', 'distribution'],
    ],
  });
  expect(Math.abs((of('')[0] ?? 0) - 3)).toBeLessThan(3 / 64);
  expectAccount({ taken: 10, sent: 10 });
});

test('a check goes as a series of its name, its status the value', async () => {
  const run = (status: number, timestamp: number): object => ({
    ...{ check: 'disk.full', host_name: 'h', status, timestamp, tags: ['k:v'] },
  });
  await send(
    intake,
    '/api/v1/check_run',
    JSON.stringify([run(0, now - 2), run(2, now), run(3, now)]),
  );
  await flush();
  await send(intake, '/api/v1/check_run', JSON.stringify([run(1, now + 1)]));
  await flush();

  expect(store.values('disk_full')).toEqual([0, 3, 1]);
  expect(store.requests[0]?.series[0]?.labels).toEqual([
    ['__name__', 'disk_full'],
    ['ddtag_k', 'v'],
    ['instance', 'h'],
    ['job', 'ddagent'],
  ]);
  expectAccount({ taken: 3, sent: 3 });
});

test('each tenant goes under its name', async () => {
  await open({ tenant: 'staff' }, { apiKeys: ['local'], tenants: { acme: ['key'] } });
  await sendSeries(intake, { metric: 'mine' });
  await fetch(`${intake.url}/api/v1/series`, {
    method: 'POST',
    headers: { 'dd-api-key': 'key', 'content-type': 'application/json' },
    body: JSON.stringify({ series: [{ metric: 'theirs', points: [[now, 2]], tags: [] }] }),
  });
  await flush();

  const owners = store.requests.map(({ headers, series }) => [
    headers['x-scope-orgid'],
    series[0]?.labels.find(([key]) => key === '__name__')?.[1],
  ]);
  expect(owners.sort()).toEqual([
    ['acme', 'theirs'],
    ['staff', 'mine'],
  ]);
  expect(intake.state().tenants).toMatchObject([
    { tenant: '', remoteWrite: { sent: 1 } },
    { tenant: 'acme', remoteWrite: { sent: 1 } },
  ]);
});

test('reset forgets what waits and counts anew', async () => {
  await sendSeries(intake, {});
  intake.reset();
  await flush();

  expect(store.requests).toEqual([]);
  expectAccount({ taken: 0 });
});

test('credentials in the address become a header and are shown nowhere', async () => {
  await open({ url: store.url.replace('http://', 'http://me:s%C3%A9cret@') });
  await sendSeries(intake, {});
  await flush();

  const expected = `Basic ${Buffer.from('me:sécret').toString('base64')}`;
  expect(store.requests[0]?.headers.authorization).toBe(expected);
  expect(JSON.stringify(intake.state())).not.toContain('cret');
});

test.each([
  [{ url: 'ftp://x' }, 'remoteWrite.url must be an http URL'],
  [{ url: 'http://x', headers: { 'a b': 'c' } }, 'remoteWrite.headers'],
  [{ url: 'http://x', settleSeconds: -1 }, 'remoteWrite.settleSeconds'],
  [{ url: 'http://x', maxQueuedSamples: 0 }, 'remoteWrite.maxQueuedSamples'],
  [{ url: 'http://x', uri: 1 }, 'unknown option "remoteWrite.uri"'],
])('options %j are refused', async (remoteWrite, message) => {
  await expect(createIntake({ port: 0, remoteWrite })).rejects.toThrow(message);
});
