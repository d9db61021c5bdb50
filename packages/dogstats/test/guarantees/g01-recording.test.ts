import { DogStats } from 'dogstats';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { hangingServer } from '../hanging-server.js';
import { makeDogStats, missing } from '../make-dog-stats.js';

const methods = [
  'increment',
  'decrement',
  'count',
  'gauge',
  'rate',
  'histogram',
  'timing',
  'distribution',
  'set',
] as const;

/** Fails at every touch. */
const hostile = new Proxy(
  {},
  {
    get: () => {
      throw new Error('get');
    },
    ownKeys: () => {
      throw new Error('ownKeys');
    },
    getPrototypeOf: () => {
      throw new Error('getPrototypeOf');
    },
  },
);

const strange: readonly unknown[] = [
  hostile,
  [hostile],
  { a: hostile },
  {
    get timestamp(): never {
      throw new Error('timestamp');
    },
  },
  Symbol('s'),
  10n,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  '12',
  null,
  undefined,
  () => 1,
  new Date(Number.NaN),
  '__proto__',
];

/** A value, as a function: what fails at every touch could not be printed when the test fails. */
const anything: fc.Arbitrary<() => unknown> = fc.oneof(
  fc
    .anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true })
    .map((value) => () => value),
  fc.nat(strange.length - 1).map((index) => () => strange[index]),
);

test('G1 no argument makes a recording call throw, and each call is in the account', () => {
  const { dogStats } = makeDogStats({ url: 'http://127.0.0.1:9' });
  let calls = 0;
  fc.assert(
    fc.property(
      fc.constantFrom(...methods),
      fc.array(anything, { maxLength: 5 }),
      (method, given) => {
        (dogStats[method] as (...given: unknown[]) => void)(...given.map((value) => value()));
        calls++;
        expect(dogStats.stats().recorded).toBe(calls);
        expect(missing(dogStats.stats())).toBe(0);
      },
    ),
    { numRuns: 1000 },
  );
  expect(Object.keys(Object.prototype)).toEqual([]);
});

test('G1 it is the same before start(), after close() and while disabled', async () => {
  const early = new DogStats();
  const closed = new DogStats();
  closed.start({ env: {}, url: 'http://127.0.0.1:9' });
  await closed.close({ timeoutMs: 0 });
  const disabled = new DogStats();
  disabled.start({ env: {}, disabled: true });
  onTestFinished(async () => void (await disabled.close()));
  fc.assert(
    fc.property(
      fc.constantFrom(...methods),
      fc.array(anything, { maxLength: 5 }),
      (method, given) => {
        for (const dogStats of [early, closed, disabled]) {
          (dogStats[method] as (...given: unknown[]) => void)(...given.map((value) => value()));
        }
      },
    ),
  );
  early.start({ env: {}, url: 'http://127.0.0.1:9' });
  expect(missing(early.stats())).toBe(0);
  await early.close({ timeoutMs: 0 });
});

test('G1 a call takes microseconds while the intake hangs with a payload', async () => {
  const { url, requested } = await hangingServer();
  const dogStats = new DogStats();
  dogStats.start({ env: {}, url });
  onTestFinished(async () => void (await dogStats.close({ timeoutMs: 0 })));
  dogStats.increment('m');
  void dogStats.flush({ timeoutMs: 100 });
  await requested;

  const tookMs: number[] = [];
  for (let call = 0; call < 20_000; call++) {
    const startMs = performance.now();
    dogStats.increment('m', 1, { user: call % 100 });
    tookMs.push(performance.now() - startMs);
  }
  tookMs.sort((a, b) => a - b);

  // About a microsecond; ten times the 20 that are promised, for a busy machine.
  expect(tookMs[Math.floor(tookMs.length * 0.99)]).toBeLessThan(0.2);
});
