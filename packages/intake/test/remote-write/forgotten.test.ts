import { afterEach, beforeEach, expect, test } from 'vitest';
import { createIntake, type Intake, type IntakeOptions } from '../../src/index.js';
import { now, sendDistribution, sendSeries } from '../client.js';
import { FakeStore } from './fake-store.js';

let store: FakeStore;
let intake: Intake | undefined;
let seconds: number;
beforeEach(async () => {
  seconds = now;
  store = await FakeStore.open();
});
afterEach(async () => {
  await intake?.close();
  await store.close();
});

async function open(options: IntakeOptions): Promise<Intake> {
  const remoteWrite = { url: store.url };
  intake = await createIntake({
    port: 0,
    clock: { now: () => seconds * 1_000 },
    remoteWrite,
    ...options,
  });
  return intake;
}

test('what was forgotten holds up nothing that waits behind it', async () => {
  const small = await open({ maxPoints: 2 });
  for (let n = 10; n > 0; n--) await sendDistribution(small, 'd', [[now - n, [n]]]);

  await small.remoteWrite?.flush();

  expect(store.values('d_sum')).toEqual([2, 1]);
  expect(small.remoteWrite?.stats()).toMatchObject({ queued: 0 });
});

test('a series that was forgotten and came again is still one: in order, each second once', async () => {
  const small = await open({ maxSeries: 1 });
  await sendSeries(small, {
    metric: 'a',
    points: [
      [now - 5, 1],
      [now - 3, 2],
    ],
  });
  await sendSeries(small, { metric: 'b', points: [[now, 9]] });
  await sendSeries(small, {
    metric: 'a',
    points: [
      [now - 4, 3],
      [now - 3, 4],
      [now - 2, 5],
    ],
  });

  await small.remoteWrite?.flush();

  const sent = store.requests.map(({ series }) =>
    series
      .filter(({ labels }) => labels.some(([, value]) => value === 'a'))
      .flatMap(({ samples }) =>
        samples.map(({ timestamp, value }) => [timestamp / 1_000 - now, value]),
      ),
  );
  expect(sent).toEqual([[[-5, 1]], [[-4, 3]], [[-3, 4]], [[-2, 5]]]);
  expect(small.remoteWrite?.stats()).toMatchObject({ taken: 5, sent: 5, queued: 0, dropped: [] });
});

test('a series that came again does not send again what went before it was forgotten', async () => {
  const small = await open({ maxSeries: 1 });
  await sendSeries(small, { metric: 'a', points: [[now - 5, 1]] });
  await small.remoteWrite?.flush();
  await sendSeries(small, { metric: 'b', points: [[now, 9]] });
  await sendSeries(small, {
    metric: 'a',
    points: [
      [now - 5, 1],
      [now - 4, 2],
    ],
  });

  await small.remoteWrite?.flush();

  expect(store.values('a')).toEqual([1, 2]);
  expect(small.remoteWrite?.stats().dropped).toMatchObject([{ reason: 'late', count: 1 }]);
});
