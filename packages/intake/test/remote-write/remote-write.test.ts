import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  createIntake,
  type Intake,
  type IntakeOptions,
  type RemoteWriteOptions,
  type RemoteWriteStats,
} from '../../src/index.js';
import { now, send, sendDistribution, sendSeries } from '../client.js';
import { FakeStore } from './fake-store.js';

let store: FakeStore;
let intake: Intake;
let seconds: number;
let notices: string[];

beforeEach(async () => {
  seconds = now;
  notices = [];
  store = await FakeStore.open();
  await open();
});

afterEach(async () => {
  await intake.close();
  await store.close();
});

async function open(
  remoteWrite: Partial<RemoteWriteOptions> = {},
  options: IntakeOptions = {},
): Promise<void> {
  await (intake as Intake | undefined)?.close();
  intake = await createIntake({
    port: 0,
    clock: { now: () => seconds * 1_000 },
    random: () => 0,
    onNotice: (notice) => notices.push(notice),
    remoteWrite: { url: store.url, ...remoteWrite },
    ...options,
  });
}

const stats = (): RemoteWriteStats => intake.remoteWrite?.stats() as RemoteWriteStats;
const flush = (): Promise<void> => intake.remoteWrite?.flush() as Promise<void>;

/** What every sample came to: nothing is unaccounted for. */
function expectAccount(account: Partial<RemoteWriteStats>): void {
  const { taken, sent, queued, dropped } = stats();
  expect(stats()).toMatchObject(account);
  expect(sent + queued + dropped.reduce((sum, { count }) => sum + count, 0)).toBe(taken);
}

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

  seconds += 5;

  await expect.poll(() => store.values('m')).toEqual([7]);
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

    seconds += 20;
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
