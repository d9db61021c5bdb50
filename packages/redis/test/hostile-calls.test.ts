import type { MetricPoint } from '@dogstats/core';
import { ManualClock } from '@dogstats/core/testing';
import { ChouetteClient } from '@dogstats/redis';
import { RedisRelay } from '@dogstats/redis/relay';
import { expect, onTestFinished, test, vi } from 'vitest';
import { defaultHistogram } from '../src/aggregate/histogram-aggregates.js';
import { RecordIds } from '../src/record/record-ids.js';
import { WrappedRecords } from '../src/sink/wrapped-records.js';
import { pointOf } from './make-points.js';

/** A client whose Redis answers nothing, or always the same. */
function clientOf(answer: () => Promise<unknown>) {
  const multi = () => ({ addCommand: () => {}, exec: answer });
  const connection = { isOpen: true, isReady: true, connect: async () => {}, on: () => {} };
  return { ...connection, sendCommand: answer, multi } as never;
}

const mute = (): Promise<unknown> => new Promise(() => {});

test('a metric that can’t be printed is refused like any other', async () => {
  const warnings: string[] = [];
  const onWarning = (warning: string) => void warnings.push(warning);
  const chouette = new ChouetteClient({ client: clientOf(mute), onWarning });
  const throwing = {
    toString: (): never => {
      throw new Error('toString');
    },
  };
  const metrics: readonly unknown[] = [Object.create(null), throwing, Symbol('m'), undefined];

  for (const metric of metrics) expect(await chouette.increment(metric as string)).toBeNull();

  expect(chouette.stats()).toMatchObject({
    recorded: 4,
    dropped: { invalid_name: 4 },
    retained: 0,
  });
  expect(warnings).toHaveLength(3);
});

test('memory is bounded while Redis is mute, where nothing may wait, too', async () => {
  const clock = new ManualClock();
  const onWarning = (): void => {};
  const client = clientOf(mute);
  const chouette = new ChouetteClient({ client, buffer: { maxBytes: 0 }, clock, onWarning });
  for (let call = 0; call < 100_000; call++) void chouette.count('requests', call);

  const { recorded, retained, dropped } = chouette.stats();
  expect(recorded).toBe(100_000);
  expect(retained).toBeLessThan(80_000);
  expect(retained + (dropped.queue_full ?? 0)).toBe(recorded);
  const closed = chouette.close();
  await clock.advance(1_000);
  await closed;
});

test('no wrapped record has a value that JSON has not', () => {
  const records = new WrappedRecords({
    ids: new RecordIds(),
    histogram: { ...defaultHistogram, aggregates: ['sum', 'avg', 'count'] },
    clock: new ManualClock(),
  });
  const samples = { values: [1e308, 1e308] };
  const points: MetricPoint[] = [
    pointOf('count', { sum: Number.NEGATIVE_INFINITY }),
    pointOf('histogram', {
      count: 2,
      sum: Number.POSITIVE_INFINITY,
      min: 1e308,
      max: 1e308,
      samples,
    }),
  ];
  const values = points
    .flatMap((point) => [...records.of(point)])
    .map((record) => JSON.parse('body' in record ? record.body : 'null').points[0][1]);

  expect(values).toEqual([-Number.MAX_VALUE, Number.MAX_VALUE, Number.MAX_VALUE, 0.2, 1e308]);
});

test('listeners of a relay that throw end nothing', async () => {
  const unhandled = vi.fn();
  process.on('unhandledRejection', unhandled);
  onTestFinished(() => void process.off('unhandledRejection', unhandled));
  const clock = new ManualClock();
  const listener = vi.fn(() => {
    throw new Error('from the listener');
  });
  const told = new Error('told by the sink');
  const figures = { accepted: 0, retained: 0, dropped: {}, errors: [told] };
  const sink = {
    mode: 'replace' as const,
    write: mute,
    close: async () => {},
    stats: () => figures,
  };
  const client = clientOf(() => Promise.reject(new Error('READONLY')));
  const relay = new RedisRelay({ client, sink: sink as never, clock, onError: listener });
  relay.start();

  await clock.advance(20_000);
  await relay.close();

  expect(listener.mock.calls.flat().map(String)).toContain('Error: told by the sink');
  expect(listener.mock.calls.length).toBeGreaterThanOrEqual(3);
  expect(unhandled).not.toHaveBeenCalled();
});
