import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { Desk, type Receiver } from '../../src/processes/desk.js';
import { type HandOverLike, isHandOver } from '../../src/processes/hand-over.js';
import { SessionReceiver } from '../../src/processes/session-receiver.js';
import { makeReceiver } from './make-receiver.js';

const T = 1_780_000_000;

function handOver(part: number, fields: Record<string, unknown> = {}): HandOverLike {
  const point = {
    ...{ type: 'count', name: 'hits', tags: ['page:home'], bucketStart: T, interval: 10 },
    ...{ samples: 2, state: { sum: 5 } },
  };
  const type = 'dogstats:hand-over';
  const given = { version: 1, isPrefixed: true, points: [point], notices: [] };
  return { type, from: 'w', part, ...given, ...fields };
}

describe('a desk', () => {
  it('takes each part once and answers the same again', () => {
    const { receiver, points } = makeReceiver();
    const desk = new Desk();
    const first = desk.take(handOver(1), receiver);
    expect(first).toMatchObject({ to: 'w', part: 1, accepted: 2, dropped: {} });
    expect(desk.take(handOver(1), receiver)).toBe(first);
    desk.take(handOver(3), receiver);
    desk.take(handOver(2), receiver);
    desk.take(handOver(1, { from: 'another' }), receiver);

    expect(points().map(({ state }) => state)).toEqual([{ sum: 15 }]);
  });

  it('refuses what another version says, and says so', () => {
    const { receiver, aggregator } = makeReceiver();
    const answer = new Desk().take(handOver(1, { version: 2, notices: [{}] }), receiver);

    expect(answer).toMatchObject({ accepted: 0, dropped: { sink_failed: 3 } });
    expect(answer.problem).toContain('different versions');
    expect(aggregator.stats().recorded).toBe(0);
  });

  it('records what it accepts, and nothing else', () => {
    const { receiver, aggregator } = makeReceiver();
    const [good] = handOver(1)['points'] as Record<string, unknown>[];
    const old = { ...good, bucketStart: T - 7200 };
    const points = [good, old, { ...good, state: { sum: 'five' } }, 7, { samples: 9 }];
    const answer = new Desk().take(handOver(1, { points }), receiver);

    expect(answer).toMatchObject({ accepted: 2, dropped: { too_old: 2, invalid_arguments: 11 } });
    expect(aggregator.stats()).toMatchObject({ recorded: 2, open: 2, dropped: {} });
  });

  it('takes events and service checks that could have been recorded here', () => {
    const { receiver, notices } = makeReceiver();
    const given = [
      { kind: 'event', title: 'Deployed', text: '', timestamp: T, tags: ['env:test'] },
      { kind: 'check', name: 'db', status: 2, timestamp: T, tags: [] },
      { kind: 'check', name: 'db', status: 9, timestamp: T, tags: [] },
      { kind: 'event', title: '', text: '', timestamp: T, tags: [] },
    ];
    const answer = new Desk().take(handOver(1, { points: [], notices: given }), receiver);

    const dropped = { invalid_value: 1, invalid_name: 1 };
    expect(answer).toMatchObject({ accepted: 2, dropped });
    expect(notices.stats()).toMatchObject({ recorded: 2, retained: 2 });
  });

  it('finds buckets open for three widths, from when workers are expected on', () => {
    const { receiver, aggregator, clock } = makeReceiver();
    const cut = (): unknown => [...aggregator.cutClosed().points];
    receiver.expectWorkers();
    clock.step(35);
    cut();
    expect(new Desk().take(handOver(1), receiver)).toMatchObject({ accepted: 2 });
    clock.step(10);
    cut();

    expect(new Desk().take(handOver(1), receiver)).toMatchObject({ dropped: { late: 2 } });
  });

  it('has each sink of a primary keep its own account', () => {
    const { aggregator, notices, clock } = makeReceiver();
    const { aggregator: full } = makeReceiver({ maxContexts: 1 });
    full.increment('another');
    for (let n = 0; n < 1000; n++) full.increment(`more.${n}`);
    const aggregators = [aggregator, full];
    const receiver = new SessionReceiver({ aggregators, notices, clock, lateSeconds: 30 });
    expect(new Desk().take(handOver(1), receiver)).toMatchObject({ accepted: 2, dropped: {} });

    expect(aggregator.stats()).toMatchObject({ recorded: 2, dropped: {} });
    expect(full.stats()).toMatchObject({ recorded: 1003, dropped: { contexts: 2 } });
  });
});

test('no message makes a primary throw, or lose its account', () => {
  const anything = fc.anything({ withTypedArray: true, withMap: true, withSparseArray: true });
  const state = fc.oneof(
    anything,
    fc.record({ sum: anything, value: anything, members: anything, values: anything }),
    fc.record({
      ...{ count: fc.double(), sum: fc.double(), min: fc.double(), max: fc.double() },
      samples: fc.oneof(anything, fc.record({ values: fc.array(fc.double()), weights: anything })),
      sketch: fc.record({
        ...{ gamma: fc.double(), zero: fc.double() },
        positive: fc.record({ offset: fc.integer(), counts: fc.array(fc.double()) }),
        negative: fc.record({ offset: fc.maxSafeInteger(), counts: fc.array(fc.nat()) }),
      }),
    }),
  );
  const type = fc.constantFrom('count', 'gauge', 'rate', 'set', 'histogram', 'distribution');
  const point = fc.record(
    {
      type: fc.oneof({ weight: 9, arbitrary: type }, anything),
      name: fc.oneof(fc.constant('m'), anything),
      host: fc.oneof(fc.string(), anything),
      tags: fc.oneof(fc.array(fc.string()), anything),
      bucketStart: fc.oneof(fc.constant(T), anything),
      interval: fc.oneof(fc.constant(10), anything),
      samples: fc.oneof(fc.nat(100), anything),
      state,
    },
    { requiredKeys: ['type', 'bucketStart'] },
  );
  const message = fc.oneof(
    anything,
    fc.record({
      type: fc.constant('dogstats:hand-over'),
      from: fc.oneof(fc.constant('w'), anything),
      part: fc.oneof(fc.nat(), anything),
      version: fc.oneof({ weight: 9, arbitrary: fc.constant(1) }, anything),
      isPrefixed: anything,
      points: fc.oneof({ weight: 9, arbitrary: fc.array(point) }, anything),
      notices: fc.oneof(fc.array(anything), anything),
    }),
  );
  const { receiver: real, aggregator, notices, points } = makeReceiver();
  const thrown: unknown[] = [];
  const receiver: Receiver = {
    expectWorkers: () => real.expectWorkers(),
    takeNotice: (notice) => real.takeNotice(notice),
    takePoint: (...given) => {
      try {
        return real.takePoint(...given);
      } catch (error) {
        thrown.push(error);
        throw error;
      }
    },
  };
  const desk = new Desk();
  let accepted = 0;
  fc.assert(
    fc.property(message, fc.nat(), (given, unique) => {
      if (!isHandOver(given)) return;
      // What the desk has seen of a sender is another test.
      const answer = desk.take({ ...given, from: `${unique} ${given.from}` }, receiver);
      accepted += answer.accepted;
      const recorded = aggregator.stats().recorded + notices.stats().recorded;
      expect(recorded).toBe(accepted);
    }),
    { numRuns: Number(process.env['DOGSTATS_PROPERTY_RUNS'] ?? 1000) },
  );
  // Half of a point could be in by then.
  expect(thrown).toEqual([]);
  for (const read of points()) expect(read.samples).toBeGreaterThanOrEqual(0);
  expect(aggregator.stats().open).toBe(0);
});
