import { copyFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createIntake, type Intake, type RemoteWriteStats } from '../../src/index.js';
import { now, send, sendDistribution, sendSeries } from '../client.js';
import { FakeStore } from '../remote-write/fake-store.js';
import { end, file, notices, passSeconds, seconds, start, useFile } from './rig.js';

useFile();

let store: FakeStore;
let next: Intake | undefined;
beforeEach(async () => {
  store = await FakeStore.open();
});
afterEach(async () => {
  await next?.close();
  next = undefined;
  await end();
  await store.close();
});

/** One that hands on to the store. */
const startFirst = (more: { maxQueuedSamples?: number } = {}): Promise<Intake> =>
  start({ remoteWrite: { url: store.url, ...more } });

/** What another process finds when the first is killed at this moment, and hands on to its store. */
async function afterKill(
  more: { maxQueuedSamples?: number } = {},
): Promise<{ later: FakeStore; stats: () => RemoteWriteStats }> {
  copyFileSync(file, `${file}.left`);
  const later = await FakeStore.open();
  next = await createIntake({
    port: 0,
    clock: { now: () => seconds * 1_000 },
    persist: `${file}.left`,
    onNotice: (notice) => notices.push(notice),
    remoteWrite: { url: later.url, ...more },
  });
  const { remoteWrite } = next;
  await remoteWrite?.flush();
  await later.close();
  return { later, stats: () => remoteWrite?.stats() as RemoteWriteStats };
}

test('what waited to settle goes by the next process, with its last value', async () => {
  const first = await startFirst();
  await sendSeries(first, { points: [[now, 1]] }, { metric: 'other', points: [[now, 4]] });
  await sendSeries(first, { points: [[now, 2]] });
  await sendDistribution(first, 'd', [[now, [1, 5]]]);
  await send(first, '/api/v1/check_run', { check: 'up', status: 2, host_name: 'h' });

  const { later, stats } = await afterKill();

  expect(later.values('m')).toEqual([2]);
  expect(later.values('other')).toEqual([4]);
  expect(later.values('d_sum')).toEqual([6]);
  expect(later.values('up')).toEqual([2]);
  expect(stats()).toMatchObject({ taken: 13, sent: 13, queued: 0, dropped: [] });
  expect(notices).toContain('remote write: 13 samples wait that another process did not hand on');
});

test('what went does not go again, also when it is written again', async () => {
  const first = await startFirst();
  await sendSeries(first, { points: [[now, 1]] });
  await first.remoteWrite?.flush();
  await sendSeries(first, { points: [[now + 1, 2]] }, { metric: 'late', points: [[now - 5, 3]] });

  const { later } = await afterKill();
  await sendSeries(next as Intake, { points: [[now, 9]] });
  await next?.remoteWrite?.flush();

  expect(store.values('m')).toEqual([1]);
  expect(later.values('m')).toEqual([2]);
  expect(later.values('late')).toEqual([3]);
  expect(next?.remoteWrite?.stats().dropped).toMatchObject([{ reason: 'late', count: 1 }]);
});

test('of what waited for a store that was away, only what was under way is in doubt', async () => {
  store.answer = () => ({ status: 503 });
  const first = await startFirst();
  for (let bucket = 0; bucket < 12; bucket++) {
    await sendSeries(
      first,
      { points: [[now + bucket * 10, bucket]], tags: ['a:1'] },
      { points: [[now + bucket * 10, bucket]], tags: ['a:2'] },
    );
  }
  passSeconds(200);
  void first.remoteWrite?.flush();
  await expect.poll(() => store.requests.length).toBeGreaterThan(0);

  const { later } = await afterKill();

  const each = Array.from({ length: 11 }, (_, bucket) => bucket + 1);
  expect(later.values('m')).toEqual(each.flatMap((bucket) => [bucket, bucket]));
});

test('an end while the store is away leaves the rest to the next process', async () => {
  store.answer = () => ({ status: 503 });
  const first = await startFirst();
  for (let bucket = 0; bucket < 5; bucket++) {
    await sendSeries(first, { points: [[now + bucket * 10, bucket]] });
  }
  void first.remoteWrite?.flush();
  await expect.poll(() => first.remoteWrite?.stats().failure).not.toBeNull();
  await end();

  const { later } = await afterKill();

  expect(later.values('m')).toEqual([1, 2, 3, 4]);
});

test('what came while nothing was handed on stays where it is', async () => {
  const alone = await start();
  await sendSeries(alone, { points: [[now, 1]] });
  const handing = await startFirst();
  await sendSeries(handing, { metric: 'new', points: [[now, 2]] });

  const { later } = await afterKill();

  expect(later.values('m')).toEqual([]);
  expect(later.values('new')).toEqual([2]);
});

test('what is past the retention goes no more', async () => {
  const first = await startFirst();
  await sendSeries(first, { points: [[now, 1]] }, { metric: 'young', points: [[now + 500, 2]] });
  passSeconds(3_700);

  const { later } = await afterKill();

  expect(later.values('m')).toEqual([]);
  expect(later.values('young')).toEqual([2]);
});

test('compaction keeps what went and what did not', async () => {
  const first = await startFirst();
  await sendSeries(first, { points: [[now, 1]] });
  await first.remoteWrite?.flush();
  for (let round = 0; round < 5; round++) {
    const samples = Array.from({ length: 40_000 }, () => Math.random());
    await sendDistribution(first, 'd', [[now + round, samples]]);
  }
  await first.remoteWrite?.flush();
  await sendSeries(first, { points: [[now + 9, 2]] });
  await expect.poll(() => first.state().persist?.compactedAt).not.toBeNull();

  const { later } = await afterKill();

  expect(later.values('m')).toEqual([2]);
  expect(later.values('d_count')).toEqual([]);
});

test('each tenant has its own', async () => {
  const tenants = { acme: ['key'] };
  const first = await start({ apiKeys: ['local'], tenants, remoteWrite: { url: store.url } });
  await sendSeries(first, { points: [[now, 1]] });
  await first.remoteWrite?.flush();
  const body = { series: [{ metric: 'm', type: 3, points: [{ timestamp: now, value: 7 }] }] };
  await send(first, '/api/v2/series', body, { 'dd-api-key': 'key' });

  const { later } = await afterKill();

  expect(later.values('m')).toEqual([7]);
});

test('what went before takes up no room in the line', async () => {
  const most = { maxQueuedSamples: 10 };
  const first = await startFirst(most);
  for (let point = 0; point < 25; point++) {
    await sendSeries(first, { points: [[now + point, point]] });
    await first.remoteWrite?.flush();
  }
  for (const point of [30, 31, 32]) await sendSeries(first, { points: [[now + point, point]] });

  const { later, stats } = await afterKill(most);

  expect(later.values('m')).toEqual([30, 31, 32]);
  expect(stats()).toMatchObject({ taken: 3, sent: 3, queued: 0, dropped: [] });
});
