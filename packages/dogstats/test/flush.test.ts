import { Aggregator, type DeliveryReport, type Sink } from '@dogstats/core';
import { MemorySink, sinkContract } from '@dogstats/core/testing';
import { describe, expect, test, vi } from 'vitest';
import { KeylessSink } from '../src/keyless-sink.js';
import { makeDogStats, missing } from './make-dog-stats.js';
import { ScriptedSink } from './scripted-sink.js';

const _start = 1_780_000_000;

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

describe('the sink without a key', () => {
  for (const { name, run } of sinkContract(() => new KeylessSink())) {
    // It accepts nothing, and so differs in the two checks that count what was accepted.
    if (!name.includes('accounts for') && !name.includes('structuredClone')) test(name, run);
  }
});
