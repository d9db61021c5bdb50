import { AsyncLocalStorage } from 'node:async_hooks';
import { createTime, createTimed, type Tags } from '@dogstats/core';
import { ManualClock } from '@dogstats/core/testing';
import { describe, expect, test } from 'vitest';

function setUp() {
  const clock = new ManualClock();
  const recorded: [name: string, seconds: number, tags: Tags | undefined][] = [];
  const record = (name: string, value: number, tags?: Tags): void => {
    recorded.push([name, value, tags]);
  };
  const target = { recorder: { histogram: record, distribution: record }, clock };
  return { clock, recorded, timed: createTimed(target), time: createTime(target) };
}

describe('a generator', () => {
  test('is timed from the first step of its body to the last', async () => {
    const { clock, recorded, timed } = setUp();
    const count = timed('count', function* (to: number) {
      for (let step = 0; step < to; step++) yield step;
      return to;
    });
    const counting = count(2);
    await clock.advance(5000);
    const steps = [];
    for (let step = counting.next(); ; step = counting.next()) {
      steps.push(step);
      if (step.done) break;
      await clock.advance(1000);
    }

    expect(steps.map(({ value }) => value)).toEqual([0, 1, 2]);
    expect(counting.next()).toEqual({ done: true, value: undefined });
    expect(recorded).toEqual([['count', 2, undefined]]);
  });

  test('is the very same object, of the same kind', () => {
    const { timed } = setUp();
    function* count(): Generator<number> {
      yield 1;
    }
    const counting = timed('count', count)();

    expect(Object.getPrototypeOf(counting)).toBe(count.prototype);
    expect(Object.keys(counting)).toEqual([]);
    expect([...counting]).toEqual([1]);
  });

  test('that is left early, or not begun, is timed as far as its body ran', async () => {
    const { clock, recorded, timed } = setUp();
    let cleanedUp = 0;
    const count = timed('count', function* () {
      try {
        yield 1;
        yield 2;
      } finally {
        cleanedUp++;
      }
    });
    count().return(undefined as never);
    for (const step of count()) {
      await clock.advance(1000);
      if (step === 1) break;
    }

    expect([cleanedUp, recorded]).toEqual([1, [['count', 1, undefined]]]);
  });

  test('that throws, or is thrown into, is timed and its error unchanged', () => {
    const { recorded, timed } = setUp();
    const error = new Error('unchanged');
    const throws = timed('throws', function* () {
      yield 1;
      throw error;
    });
    const thrownInto = throws();
    thrownInto.next();

    expect(() => [...throws()]).toThrow(error);
    expect(() => thrownInto.throw(error)).toThrow(error);
    expect(recorded).toHaveLength(2);
  });

  test('delegates, and takes what is sent to it', () => {
    const { recorded, timed } = setUp();
    const inner = timed('inner', function* (): Generator<string, number, string> {
      return (yield 'question').length;
    });
    function* outer(): Generator<string, number, string> {
      return yield* inner();
    }
    const asking = outer();

    expect([asking.next().value, asking.next('answer').value]).toEqual(['question', 6]);
    expect(recorded).toHaveLength(1);
  });

  test('of the async kind is timed over its waits, once, however it ends', async () => {
    const { clock, recorded, timed } = setUp();
    const error = new Error('unchanged');
    const stream = timed('stream', async function* (fails: boolean) {
      await clock.advance(1000);
      yield 1;
      if (fails) throw error;
    });
    const read = async (fails: boolean): Promise<number[]> => {
      const values = [];
      for await (const value of stream(fails)) values.push(value);
      return values;
    };

    expect(await read(false)).toEqual([1]);
    await expect(read(true)).rejects.toBe(error);
    for await (const _value of stream(false)) break;
    expect(recorded.map(([, seconds]) => seconds)).toEqual([1, 1, 1]);
  });
});

describe('what can be awaited', () => {
  test('a promise keeps its properties, and a rejection nobody handles stays unhandled', async () => {
    const { recorded, timed } = setUp();
    const call = timed('call', () => Object.assign(Promise.resolve(7), { cancel: () => 'done' }));
    const promise = call();

    expect([promise.cancel(), await promise]).toEqual(['done', 7]);
    expect(recorded).toHaveLength(1);
    const unhandled = new Promise((resolve) => process.once('unhandledRejection', resolve));
    const error = new Error('unhandled');
    void timed('rejects', () => Promise.reject(error))();
    expect(await unhandled).toBe(error);
  });

  test('is recorded within an AsyncLocalStorage, too', async () => {
    const { recorded, timed } = setUp();
    const storage = new AsyncLocalStorage<number>();
    const seen = await storage.run(
      7,
      timed('call', async () => {
        await Promise.resolve();
        return storage.getStore();
      }),
    );

    expect([seen, recorded.length]).toEqual([7, 1]);
  });

  test('a query that starts when it is awaited is not started, and is the same object', async () => {
    const { clock, recorded, timed } = setUp();
    let runs = 0;
    class Query {
      limited = 0;
      limit(rows: number): this {
        this.limited = rows;
        return this;
      }
      // biome-ignore lint/suspicious/noThenProperty: queries of the field are made so.
      then<T>(onRows: (rows: string[]) => T, onError?: (error: unknown) => T): Promise<T> {
        runs++;
        const rows = clock.advance(3000).then(() => new Array<string>(this.limited).fill('row'));
        return rows.then(onRows, onError);
      }
    }
    const find = timed('find', () => new Query());
    const query = find().limit(2);
    await clock.advance(0);

    expect([query instanceof Query, runs, recorded.length]).toEqual([true, 0, 0]);
    expect(await query).toEqual(['row', 'row']);
    expect([runs, recorded]).toEqual([1, [['find', 3, undefined]]]);
  });

  test('a promise of a class of its own stays one', async () => {
    const { recorded, timed } = setUp();
    class Cancelable<T> extends Promise<T> {
      cancelled = false;
    }
    const call = timed('call', () => Cancelable.resolve(5) as Cancelable<number>);
    const promise = call();

    expect(promise).toBeInstanceOf(Cancelable);
    expect(await promise).toBe(5);
    expect(await promise.finally(() => {})).toBe(5);
    await expect(timed('fails', () => Cancelable.reject(new Error('no')))()).rejects.toThrow('no');
    expect(recorded.map(([name]) => name)).toEqual(['call', 'fails']);
  });

  test('a frozen one is timed until it is returned', () => {
    const { recorded, timed } = setUp();
    // biome-ignore lint/suspicious/noThenProperty: that is what is tested.
    const frozen = Object.freeze({ then: () => {} });

    expect(timed('frozen', () => frozen)()).toBe(frozen);
    expect(recorded).toHaveLength(1);
  });
});

describe('tags of the outcome', () => {
  test('are those of the result, or of the error', async () => {
    const { recorded, timed } = setUp();
    const load = timed(
      'load',
      async (id: number) => {
        if (id < 0) throw new RangeError('no such user');
        return { role: 'admin' };
      },
      {
        tags: (user, error) => ({ role: user?.role, error: (error as Error | undefined)?.name }),
      },
    );
    await load(1);
    await expect(load(-1)).rejects.toThrow('no such user');

    expect(recorded.map(([, , tags]) => tags)).toEqual([
      { role: 'admin', error: undefined },
      { role: undefined, error: 'RangeError' },
    ]);
  });

  test('that throw leave the call alone, and are missed', () => {
    const { recorded, timed } = setUp();
    const options = {
      tags: (): never => {
        throw new Error('my mistake');
      },
    };

    expect(timed('call', () => 7, options)()).toBe(7);
    expect(recorded).toEqual([['call', 0, null]]);
  });
});

describe('time', () => {
  test('runs a function now and gives what it gives', async () => {
    const { clock, recorded, time } = setUp();

    expect(time('sync', () => 7)).toBe(7);
    expect(await time('async', () => clock.advance(2000).then(() => 'late'))).toBe('late');
    expect(() => time('throws', () => Reflect.construct(Proxy, []))).toThrow(TypeError);
    expect(recorded.map(([name, seconds]) => [name, seconds])).toEqual([
      ['sync', 0],
      ['async', 2],
      ['throws', 0],
    ]);
  });
});
