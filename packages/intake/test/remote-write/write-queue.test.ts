import { expect, test } from 'vitest';
import { WriteLedger } from '../../src/remote-write/write-ledger.js';
import { WriteQueue } from '../../src/remote-write/write-queue.js';
import { SeriesStore } from '../../src/store/series-store.js';
import { now } from '../client.js';

/** A queue that one context writes to, and what it did not take because it came too late. */
function oneContext(most = 100_000) {
  const store = new SeriesStore({ maxSeries: 10, maxPoints: most, retentionSeconds: 3_600 });
  const ledger = new WriteLedger();
  const queue = new WriteQueue(most);
  store.listen({
    written: (context, _, timestamps, values) => queue.add(context, timestamps, values, ledger),
    removed: () => {},
  });
  const writeAll = (timestamps: readonly number[], interval = 0): void =>
    store.write({
      ...{ metric: 'm', type: 'count' as const, host: '', tags: [], resources: 0 },
      ...{ interval, timestamps, values: timestamps.map(() => 1) },
    });
  const write = (interval: number, timestamp: number): void => writeAll([timestamp], interval);
  const late = (): number => ledger.drops.find(({ reason }) => reason === 'late')?.count ?? 0;
  return { queue, ledger, write, writeAll, late };
}

test.each([
  { others: 3, refused: 1 },
  { others: 50, refused: 0 },
])(
  'of $others intervals that a context had since, the last few are remembered',
  ({ others, refused }) => {
    const { queue, ledger, write, late } = oneContext();
    for (let interval = 1; interval <= 1 + others; interval++) write(interval, now);
    while (queue.take(now, 1_000, ledger).length > 0);

    queue.prune();
    write(1, now - 5);

    expect(late()).toBe(refused);
  },
);

/** The numbers below `count` in an order without a pattern: `count` must have no factor of this. */
const shuffled = (count: number): number[] =>
  Array.from({ length: count }, (_, index) => (index * 7_919) % count);

test('a long history that comes in disorder, in one body or in many, waits in order', () => {
  const { queue, ledger, writeAll } = oneContext(1_000_000);
  // One by one, each would make room among those before it: billions of moves.
  const seconds = shuffled(400_000).map((second) => now + second);

  for (const part of [seconds.slice(0, 300_000), seconds.slice(300_000, 350_000)]) writeAll(part);
  for (let at = 350_000; at < seconds.length; at += 10_000) {
    writeAll(seconds.slice(at, at + 10_000));
  }

  expect([ledger.taken, ledger.queued]).toEqual([400_000, 400_000]);
  const first = [1, 2, 3].map(() => queue.take(now + 1_000_000, 1, ledger)[0]?.samples[0]);
  expect(first.map((sample) => (sample?.timestamp ?? 0) / 1_000 - now)).toEqual([0, 1, 2]);
});

test('of points of one body those that are late are counted, the others wait', () => {
  const { queue, ledger, writeAll, late } = oneContext();
  writeAll([now + 5]);
  queue.take(now + 5, 10, ledger);

  writeAll([now + 9, now + 5, now + 7, now + 1, now + 9, ...shuffled(20).map((n) => now + 20 + n)]);

  expect([late(), ledger.queued - 1]).toEqual([2, 22]);
  const next = queue.take(now + 100, 10, ledger).map(({ samples }) => samples[0]);
  expect(next).toEqual([{ timestamp: (now + 7) * 1_000, value: 1 }]);
});
