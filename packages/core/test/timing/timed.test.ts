import {
  createTimed,
  type RecordOptions,
  startTimer,
  type Tags,
  type TimingOptions,
} from '@dogstats/core';
import { ManualClock } from '@dogstats/core/testing';
import { describe, expect, test } from 'vitest';

type Recorded = [
  type: string,
  name: string,
  value: number,
  tags: Tags | undefined,
  options: RecordOptions | undefined,
];

function setUp() {
  const clock = new ManualClock();
  const recorded: Recorded[] = [];
  const record =
    (type: string) =>
    (name: string, value: number, tags?: Tags, options?: RecordOptions): void => {
      recorded.push([type, name, value, tags, options]);
    };
  const recorder = { histogram: record('histogram'), distribution: record('distribution') };
  const target = { recorder, clock };
  return { clock, recorded, target, timed: createTimed(target) };
}

describe('timed around a function', () => {
  test('records seconds and passes this, arguments and result through', async () => {
    const { clock, recorded, timed } = setUp();
    const owner = {
      factor: 2,
      double: timed('double', async function (this: { factor: number }, value: number) {
        await clock.advance(2500);
        return value * this.factor;
      }),
    };

    expect(await owner.double(21)).toBe(42);
    expect(recorded).toEqual([['histogram', 'double', 2.5, undefined, undefined]]);
  });

  test('a sync function stays sync', () => {
    const { recorded, timed } = setUp();

    expect(timed('sync', (a: number, b: number) => a + b)(1, 2)).toBe(3);
    expect(recorded).toHaveLength(1);
  });

  test('what is thrown or rejected is timed and passed on unchanged', async () => {
    const { recorded, timed } = setUp();
    const error = new Error('unchanged');
    const throws = timed('throws', () => {
      throw error;
    });
    const rejects = timed('rejects', () => Promise.reject(error));

    expect(throws).toThrow(error);
    await expect(rejects()).rejects.toBe(error);
    expect(recorded.map(([, name]) => name)).toEqual(['throws', 'rejects']);
  });

  test('keeps name, length and own properties', () => {
    const { timed } = setUp();
    const original = Object.assign(function load(_a: number, _b: number): void {}, { route: '/x' });

    const wrapped = timed('load', original);

    expect([wrapped.name, wrapped.length, wrapped.route]).toEqual(['load', 2, '/x']);
  });

  test('options choose unit, tags, sample rate, host and distributions', async () => {
    const { clock, recorded, timed } = setUp();
    const options = { unit: 'ms', tags: { a: 1 }, distribution: true, sampleRate: 0.5, host: 'h' };
    const wrap = timed('load', options as Parameters<typeof timed>[1]);

    await wrap(() => clock.advance(250))();

    expect(recorded).toEqual([
      ['distribution', 'load', 250, { a: 1 }, { sampleRate: 0.5, host: 'h' }],
    ]);
  });

  test('calls that overlap are timed each on its own', async () => {
    const { clock, recorded, timed } = setUp();
    const finish: (() => void)[] = [];
    const wait = timed('wait', () => new Promise<void>((resolve) => finish.push(resolve)));
    const first = wait();
    await clock.advance(1000);
    const second = wait();
    await clock.advance(1000);

    finish[1]?.();
    await second;
    finish[0]?.();
    await first;

    expect(recorded.map(([, , value]) => value)).toEqual([1, 2]);
  });
});

describe('timing never harms what is timed', () => {
  test.each([null, 5, { tags: Symbol('x') }])('with %s for options', (options) => {
    const { timed } = setUp();

    expect(timed('x', () => 7, options as never)()).toBe(7);
    const wrap = timed('x', options as unknown as TimingOptions);
    expect(wrap(() => 7)()).toBe(7);
  });

  test.each([null, { a: Symbol('x') }, 5])('with %s for the tags of stop()', (tags) => {
    const { recorded, target } = setUp();
    startTimer(target, 'x', { tags: { own: 1 } }).stop(tags as never);

    expect(recorded).toHaveLength(1);
  });

  test('when the result can’t be looked at', () => {
    const { recorded, timed } = setUp();
    const result = {
      // biome-ignore lint/suspicious/noThenProperty: that is what is tested.
      get then(): never {
        throw new Error('no');
      },
    };

    expect(timed('x', () => result)()).toBe(result);
    expect(recorded).toHaveLength(1);
  });
});

describe('timed as a decorator', () => {
  test('of the standard times each call of a method', async () => {
    const { clock, recorded, timed } = setUp();
    class Users {
      readonly #prefix = 'user';

      @timed('user.load')
      async load(id: number): Promise<string> {
        await clock.advance(100);
        return `${this.#prefix}${id}`;
      }
    }

    expect(await new Users().load(7)).toBe('user7');
    expect(recorded).toEqual([['histogram', 'user.load', 0.1, undefined, undefined]]);
  });

  test('of TypeScript’s older kind replaces the method of the descriptor', () => {
    const { recorded, timed } = setUp();
    const users = { load: (id: number) => `user${id}` };
    const descriptor = Object.getOwnPropertyDescriptor(users, 'load') as TypedPropertyDescriptor<
      typeof users.load
    >;

    timed('user.load')(users, 'load', descriptor);
    Object.defineProperty(users, 'load', descriptor);

    expect(users.load(7)).toBe('user7');
    expect(recorded).toHaveLength(1);
  });

  test('on anything but a method is refused', () => {
    const { timed } = setUp();
    const decorate = timed('x') as (...args: unknown[]) => unknown;

    expect(() => decorate(undefined, { kind: 'field' })).toThrow(TypeError);
    expect(() => decorate(class {}, { kind: 'class' })).toThrow(TypeError);
    expect(() => decorate({}, 'property', undefined)).toThrow(TypeError);
  });
});

describe('a timer', () => {
  test('records once, and says how long it was', async () => {
    const { clock, recorded, target } = setUp();
    const timer = startTimer(target, 'work', { tags: ['a'], unit: 'ms' });
    await clock.advance(5);

    expect([timer.stop({ ok: true }), timer.stop()]).toEqual([5, 5]);
    expect(recorded).toEqual([['histogram', 'work', 5, ['a', 'ok:true'], undefined]]);
  });

  test('exchanges tags of a key that it has already', () => {
    const { recorded, target } = setUp();
    startTimer(target, 'work', { tags: { ok: true, page: 'home' } }).stop(['ok:false', 'beta']);

    expect(recorded).toEqual([
      ['histogram', 'work', 0, ['page:home', 'ok:false', 'beta'], undefined],
    ]);
  });

  test('stops at the end of a block, however it is left', () => {
    const { recorded, target } = setUp();
    const leave = (): void => {
      using _timer = startTimer(target, 'work');
      throw new Error('left');
    };

    expect(leave).toThrow('left');
    expect(recorded).toHaveLength(1);
  });

  test('does not mind the wall clock going back', async () => {
    const { clock, recorded, target } = setUp();
    const timer = startTimer(target, 'work');
    await clock.advance(1000);
    clock.step(-3600);

    timer.stop();

    expect(recorded[0]?.[2]).toBe(1);
  });
});
