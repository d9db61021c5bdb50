import { Aggregator, type DeliveryReport, type Sink } from '@dogstats/core';
import { MemorySink, sinkContract } from '@dogstats/core/testing';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { KeylessSink } from '../src/keyless-sink.js';
import { makeDogStats, missing } from './make-dog-stats.js';
import { ScriptedSink } from './scripted-sink.js';

const start = 1_780_000_000;

/** Lets everything happen that needs no time. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('flush()', () => {
  test('takes the open bucket and reports what was accepted', async () => {
    const sink = new MemorySink();
    const { dogStats } = makeDogStats({ sink });
    dogStats.increment('m', 3);
    dogStats.gauge('g', 1);
    dogStats.increment('bad', Number.NaN);

    expect(await dogStats.flush()).toEqual({
      ok: true,
      accepted: 2,
      retained: 0,
      dropped: {},
      possiblyDuplicated: 0,
      errors: [],
    });
    expect(dogStats.stats()).toMatchObject({
      recorded: 3,
      accepted: 2,
      retained: 0,
      dropped: { invalid_value: 1 },
    });
  });

  test('with a timestamp takes only the buckets before it', async () => {
    const sink = new MemorySink();
    const { dogStats, clock } = makeDogStats({ sink, autoFlush: false });
    dogStats.increment('m');
    await clock.advance(10_000);
    dogStats.increment('m');

    const report = await dogStats.flush({ timestamp: clock.now() / 1000 });

    expect(report).toMatchObject({ ok: true, accepted: 1 });
    expect(sink.points).toHaveLength(1);
    expect(await dogStats.flush({ timestamp: new Date(clock.now() + 10_000) })).toMatchObject({
      accepted: 1,
    });
  });

  test('resolves at its deadline, with what is retained', async () => {
    const sink = new ScriptedSink();
    const { dogStats, clock } = makeDogStats({ sink });
    dogStats.increment('m');
    const flushing = dogStats.flush({ timeoutMs: 500 });
    await clock.advance(500);

    expect(await flushing).toMatchObject({ ok: false, accepted: 0, retained: 1, dropped: {} });
    sink.accept();
    await settle();
    expect(dogStats.stats()).toMatchObject({ accepted: 1, retained: 0 });
  });

  test('covers what was on the way before it was called', async () => {
    const sink = new ScriptedSink();
    const { dogStats, clock } = makeDogStats({ sink });
    dogStats.increment('m');
    const first = dogStats.flush({ timeoutMs: 1 });
    await clock.advance(1);
    await first;

    const second = dogStats.flush();
    sink.accept();

    expect(await second).toMatchObject({ ok: true, accepted: 1 });
  });

  test('does not overtake a payload of the same bucket, and many at once share one', async () => {
    const sink = new ScriptedSink();
    const { dogStats } = makeDogStats({ sink });
    const flushes = Array.from({ length: 50 }, () => {
      dogStats.increment('m');
      return dogStats.flush();
    });
    expect(sink.pending).toHaveLength(1);

    sink.accept();
    await settle();
    expect(sink.pending).toHaveLength(1);
    sink.accept();
    const reports = await Promise.all(flushes);

    expect(reports.every(({ ok }) => ok)).toBe(true);
    expect(sink.accepted).toMatchObject([
      { samples: 1, state: { sum: 1 } },
      { samples: 49, state: { sum: 50 } },
    ]);
  });

  test('covers nothing that was recorded after it was called', async () => {
    const sink = new ScriptedSink();
    const { dogStats } = makeDogStats({ sink });
    dogStats.distribution('d', 1);
    const first = dogStats.flush();
    dogStats.distribution('d', 2);
    const second = dogStats.flush();
    sink.accept();

    expect(await first).toMatchObject({ ok: true, accepted: 1 });
    sink.drop('refused');
    expect(await second).toMatchObject({ ok: false, dropped: { refused: 1 } });
  });

  test('many at once make one cut when there is nothing new', async () => {
    const { dogStats } = makeDogStats({ sink: new ScriptedSink() });
    dogStats.increment('m');
    const cuts = vi.spyOn(Aggregator.prototype, 'cutAll');
    for (let call = 0; call < 100; call++) void dogStats.flush();

    expect(cuts).toHaveBeenCalledTimes(1);
    cuts.mockRestore();
  });

  test.each([[Number.POSITIVE_INFINITY], [Number.NaN], [-1], ['5'], [2 ** 40]])(
    'takes a timeout of %s for what it can be',
    async (timeoutMs) => {
      const { dogStats } = makeDogStats({ sink: new MemorySink() });
      dogStats.increment('m');

      expect(await dogStats.flush({ timeoutMs: timeoutMs as number })).toMatchObject({ ok: true });
      expect(await dogStats.flush(null as never)).toMatchObject({ ok: true });
    },
  );

  test('a time that is none keeps nothing back', async () => {
    const { dogStats } = makeDogStats({ sink: new MemorySink() });
    dogStats.increment('m');

    expect(await dogStats.flush({ timestamp: Number.NaN })).toMatchObject({ accepted: 1 });
  });

  test('a sink that two instances share does not mix their accounts', async () => {
    const sink = new ScriptedSink();
    const shared = Object.assign(sink, {
      stats: () => ({ accepted: 99, retained: 0, dropped: {} }),
    });
    const { dogStats } = makeDogStats({ sink: shared });
    dogStats.increment('m');
    void dogStats.flush();

    expect(dogStats.stats()).toMatchObject({ accepted: 0, retained: 1 });
  });

  test('says what was dropped, and why', async () => {
    const error = new Error('POST … answered 403');
    const onError = vi.fn();
    const sink = new ScriptedSink();
    const { dogStats, messages } = makeDogStats({ sink, onError });
    dogStats.increment('m');
    const flushing = dogStats.flush();
    sink.drop('refused', error);

    expect(await flushing).toMatchObject({ ok: false, dropped: { refused: 1 }, errors: [error] });
    expect(onError).toHaveBeenCalledWith(error);
    expect(messages).toEqual([`DS108: ${error.message}`]);
  });

  test('never rejects, whatever a sink or a listener does', async () => {
    const sinks: Sink[] = [
      {
        mode: 'replace',
        write: () => {
          throw new Error('at once');
        },
        close: () => Promise.reject(new Error('close')),
      },
      { mode: 'add', write: () => Promise.reject('no error'), close: async () => {} },
      { mode: 'add', write: async () => undefined as never, close: async () => {} },
      {
        mode: 'add',
        write: async () =>
          ({ accepted: 99, dropped: { refused: -4 } }) as unknown as DeliveryReport,
        close: async () => {},
      },
      {
        mode: 'add',
        write: async () => ({
          get accepted(): number {
            throw new Error('unreadable');
          },
          ...{ dropped: {}, possiblyDuplicated: 0, errors: [] },
        }),
        close: async () => {},
      },
    ];
    const onError = (): never => {
      throw new Error('listener');
    };
    for (const [index, sink] of sinks.entries()) {
      const { dogStats, clock } = makeDogStats({ sink, onError });
      dogStats.increment('m');
      const report = await dogStats.flush();
      await clock.advance(20_000);

      expect(report.ok).toBe(index === 3);
      expect(missing(dogStats.stats())).toBe(0);
      await expect(dogStats.close()).resolves.toBeDefined();
    }
  });
});

describe('the timer', () => {
  test('sends each bucket once, after its end, at a phase of its own', async () => {
    const sink = new MemorySink();
    const { dogStats, clock } = makeDogStats({ sink, random: () => 0.3 });
    dogStats.increment('m');
    await clock.advance(12_999);
    expect(sink.writes).toBe(0);

    await clock.advance(1);
    expect(sink.points).toMatchObject([{ bucketStart: start + 1, state: { sum: 1 } }]);

    dogStats.increment('m');
    await clock.advance(30_000);
    expect(sink.points.map(({ bucketStart }) => bucketStart)).toEqual([start + 1, start + 10]);
  });

  test('is off with autoFlush: false', async () => {
    const sink = new MemorySink();
    const { dogStats, clock } = makeDogStats({ sink, autoFlush: false });
    dogStats.increment('m');
    await clock.advance(60_000);

    expect(sink.writes).toBe(0);
  });

  test('knows the time each second, also without calls', async () => {
    const sink = new MemorySink();
    const { dogStats, clock } = makeDogStats({ sink, autoFlush: false });
    await clock.advance(35_000);
    dogStats.increment('m');
    await dogStats.flush();

    expect(sink.points).toMatchObject([{ bucketStart: start + 30 }]);
  });

  test('sends a full distribution early', async () => {
    const sink = new MemorySink();
    const { dogStats, clock } = makeDogStats({ sink, autoFlush: false });
    for (let call = 0; call < 10_001; call++) dogStats.distribution('d', call);
    await clock.advance(0);

    expect(sink.points).toMatchObject([{ samples: 10_000 }]);
    expect(dogStats.stats()).toMatchObject({ accepted: 10_000, retained: 1 });
  });

  test('gives up a batch that a sink never settles', async () => {
    const sink = new ScriptedSink();
    const { dogStats, clock } = makeDogStats({ sink });
    dogStats.increment('m');
    await clock.advance(66 * 60_000 + 20_000);

    expect(dogStats.stats()).toMatchObject({ retained: 0, dropped: { sink_failed: 1 } });
  });

  test('goes on after a batch that a sink never read', async () => {
    const sink = new MemorySink();
    const write = vi.spyOn(sink, 'write').mockReturnValueOnce(new Promise(() => {}));
    const { dogStats, clock } = makeDogStats({ sink });
    dogStats.increment('m');
    await clock.advance(66 * 60_000 + 20_000);
    dogStats.increment('n');
    await clock.advance(20_000);

    expect(write.mock.calls.length).toBeGreaterThan(1);
    expect(sink.held('n')).toMatchObject([{ state: { sum: 1 } }]);
  });
});

describe('several sinks', () => {
  test('each gets everything, and has an account of its own', async () => {
    const replacing = new MemorySink('replace');
    const adding = new MemorySink('add');
    const { dogStats } = makeDogStats({ sink: [replacing, adding] });
    dogStats.increment('m');
    await dogStats.flush();
    dogStats.increment('m');

    expect(await dogStats.flush()).toMatchObject({ ok: true, accepted: 2 });
    expect(replacing.held('m')).toMatchObject([{ state: { sum: 2 } }]);
    expect(adding.held('m')).toMatchObject([{ state: { sum: 1 } }, { state: { sum: 1 } }]);
    expect(dogStats.stats()).toMatchObject({ recorded: 4, accepted: 4 });
  });
});

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('record' as const), tag: fc.nat({ max: 2 }) }),
  },
  { weight: 2, arbitrary: fc.constant({ do: 'flush' as const }) },
  { weight: 2, arbitrary: fc.constant({ do: 'accept' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'drop' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'fail' as const }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      seconds: fc.integer({ min: 1, max: 30 }),
    }),
  },
);

test('any interleaving of record, flush, timer and failure adds up, under last-write-wins', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60, size: 'max' }), async (steps) => {
      const sink = new ScriptedSink();
      const { dogStats, clock } = makeDogStats({ sink });
      const flushes: Promise<{ ok: boolean; accepted: number }>[] = [];
      let recorded = 0;
      let lost = 0;
      for (const each of steps) {
        if (each.do === 'record') {
          recorded++;
          dogStats.increment('m', 1, { tag: each.tag });
        } else if (each.do === 'flush') flushes.push(dogStats.flush());
        else if (each.do === 'accept') sink.accept();
        else if (each.do === 'wait') await clock.advance(each.seconds * 1000);
        else {
          lost += sink.pending[0]?.samples ?? 0;
          if (each.do === 'drop') sink.drop('refused');
          else sink.fail();
        }
        await settle();
        expect(missing(dogStats.stats())).toBe(0);
      }
      for (const _ of [1, 2, 3]) {
        flushes.push(dogStats.flush());
        while (sink.accept()) await settle();
      }
      await clock.advance(2000);
      await Promise.all(flushes);

      const held = new Map<string, number>();
      for (const point of sink.accepted) {
        if (point.type !== 'count') continue;
        held.set(`${point.context.tags} ${point.bucketStart}`, point.state.sum);
      }
      const total = [...held.values()].reduce((sum, value) => sum + value, 0);
      const { accepted, retained, dropped } = dogStats.stats();
      expect([retained, accepted]).toEqual([0, recorded - lost]);
      expect((dropped.refused ?? 0) + (dropped.sink_failed ?? 0)).toBe(lost);
      expect(total).toBeLessThanOrEqual(recorded);
      expect(total).toBeGreaterThanOrEqual(accepted);
      if (lost === 0) expect(total).toBe(recorded);
      await dogStats.close();
    }),
    { numRuns: Number(process.env['DOGSTATS_PROPERTY_RUNS'] ?? 200) },
  );
});

describe('the sink without a key', () => {
  for (const { name, run } of sinkContract(() => new KeylessSink())) {
    // It accepts nothing, and so differs in the two checks that count what was accepted.
    if (!name.includes('accounts for') && !name.includes('structuredClone')) test(name, run);
  }
});
