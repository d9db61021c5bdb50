import { expect, test } from 'vitest';
import { WriteLedger } from '../../src/remote-write/write-ledger.js';
import { WriteQueue } from '../../src/remote-write/write-queue.js';
import { SeriesStore } from '../../src/store/series-store.js';
import { now } from '../client.js';

/** A queue that one context writes to, and what it did not take because it came too late. */
function oneContext() {
  const store = new SeriesStore({ maxSeries: 10, maxPoints: 100_000, retentionSeconds: 3_600 });
  const ledger = new WriteLedger();
  const queue = new WriteQueue(100_000);
  store.listen({
    written: (context, _, timestamps, values) => queue.add(context, timestamps, values, ledger),
    removed: () => {},
  });
  const write = (interval: number, timestamp: number): void =>
    store.write({
      ...{ metric: 'm', type: 'count' as const, host: '', tags: [], resources: 0 },
      ...{ interval, timestamps: [timestamp], values: [1] },
    });
  const late = (): number => ledger.drops.find(({ reason }) => reason === 'late')?.count ?? 0;
  return { queue, ledger, write, late };
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
