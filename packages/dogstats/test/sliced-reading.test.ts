import type { Batch, DeliveryReport, MetricPoint, Sink, SinkMode } from '@dogstats/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeDogStats, missing } from './make-dog-stats.js';

interface Delivery {
  readonly iterator: Iterator<MetricPoint>;
  readonly points: MetricPoint[];
  isRead: boolean;
  readonly resolve: (report: DeliveryReport) => void;
  readonly reject: (error: Error) => void;
}

/** A sink that reads slice by slice and settles batches, the oldest first, when it is told to. */
class SlicedSink implements Sink {
  readonly mode: SinkMode;
  readonly deliveries: Delivery[] = [];
  readonly accepted: MetricPoint[] = [];

  constructor(mode: SinkMode) {
    this.mode = mode;
  }

  write(batch: Batch): Promise<DeliveryReport> {
    expect(this.deliveries.every(({ isRead }) => isRead)).toBe(true);
    const iterator = batch.points[Symbol.iterator]();
    return new Promise((resolve, reject) => {
      this.deliveries.push({ iterator, points: [], isRead: false, resolve, reject });
    });
  }

  read(count: number): boolean {
    const delivery = this.deliveries.find(({ isRead }) => !isRead);
    if (delivery === undefined) return false;
    for (let index = 0; index < count && !delivery.isRead; index++) {
      const { done, value } = delivery.iterator.next();
      if (done === true) delivery.isRead = true;
      else delivery.points.push(value);
    }
    return true;
  }

  /** @returns calls that were given up. */
  settle(how: 'accept' | 'drop' | 'fail'): number | undefined {
    const [first] = this.deliveries;
    if (first?.isRead !== true) return undefined;
    this.deliveries.shift();
    const samples = first.points.reduce((sum, point) => sum + point.samples, 0);
    const report = { accepted: 0, dropped: {}, possiblyDuplicated: 0, errors: [] };
    if (how === 'fail') first.reject(new Error('the sink broke'));
    else if (how === 'drop') first.resolve({ ...report, dropped: { refused: samples } });
    else {
      this.accepted.push(...first.points);
      first.resolve({ ...report, accepted: samples });
    }
    return how === 'accept' ? 0 : samples;
  }

  async close(): Promise<void> {
    while (this.read(100) || this.settle('drop') !== undefined);
  }
}

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('record' as const), tag: fc.nat({ max: 3 }) }),
  },
  { weight: 2, arbitrary: fc.constant({ do: 'flush' as const }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('flushBefore' as const), ago: fc.nat({ max: 20 }) }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('read' as const),
      points: fc.integer({ min: 1, max: 3 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('settle' as const),
      how: fc.constantFrom('accept' as const, 'drop' as const, 'fail' as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      seconds: fc.integer({ min: 1, max: 30 }),
    }),
  },
);

test.each(['replace', 'add'] as const)(
  'a %s sink that reads in slices gets every call once, whatever comes in between',
  async (mode) => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60, size: 'max' }), async (steps) => {
        const sink = new SlicedSink(mode);
        const { dogStats, clock } = makeDogStats({ sink });
        const flushes: Promise<unknown>[] = [];
        let lost = 0;
        for (const each of steps) {
          if (each.do === 'record') dogStats.increment('m', 1, { tag: each.tag });
          else if (each.do === 'flush') flushes.push(dogStats.flush());
          else if (each.do === 'flushBefore')
            flushes.push(dogStats.flush({ timestamp: clock.now() / 1000 - each.ago }));
          else if (each.do === 'read') sink.read(each.points);
          else if (each.do === 'settle') lost += sink.settle(each.how) ?? 0;
          else await clock.advance(each.seconds * 1000);
          await settle();
          expect(missing(dogStats.stats())).toBe(0);
        }
        for (const _ of [1, 2, 3]) {
          flushes.push(dogStats.flush());
          while (sink.read(100) || sink.settle('accept') !== undefined) await settle();
        }
        await clock.advance(2000);
        await Promise.all(flushes);

        const held = new Map<string, number>();
        for (const { type, context, bucketStart, state } of sink.accepted) {
          if (type !== 'count') continue;
          const key = `${context.tags} ${bucketStart}`;
          held.set(key, state.sum + (mode === 'add' ? (held.get(key) ?? 0) : 0));
        }
        const total = [...held.values()].reduce((sum, value) => sum + value, 0);
        const { recorded, accepted, retained } = dogStats.stats();
        expect([retained, accepted]).toEqual([0, recorded - lost]);
        expect(total).toBeGreaterThanOrEqual(accepted);
        expect(total).toBeLessThanOrEqual(mode === 'add' ? accepted : recorded);
        await dogStats.close();
      }),
      { numRuns: Number(process.env['DOGSTATS_PROPERTY_RUNS'] ?? 100) },
    );
  },
);

/** Lets everything settle that does not wait for the clock. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
