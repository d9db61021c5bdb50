import { MemorySink } from '@dogstats/core/testing';
import { DogStats } from 'dogstats';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { runProgram } from './run-program.js';

/** In a microtask each, this many are over within seconds. */
const mostFlushes = 100_000;

const states: Record<string, (dogStats: DogStats) => unknown> = {
  'has nothing to send': (dogStats) => start(dogStats),
  'is not started': () => {},
  'is not started, with a call kept': (dogStats) => dogStats.increment('m'),
  'is disabled': (dogStats) => dogStats.start({ env: {}, disabled: true }),
  'is closed': async (dogStats) => {
    start(dogStats);
    await dogStats.close();
  },
};

afterEach(() => vi.useRealTimers());

test.each(Object.entries(states))(
  'a loop of flushes lets timers fire while the instance %s',
  async (_, prepare) => {
    const dogStats = new DogStats();
    await prepare(dogStats);
    onTestFinished(async () => void (await dogStats.close()));
    let fired = false;
    setTimeout(() => {
      fired = true;
    }, 1);

    let flushes = 0;
    for (; !fired && flushes < mostFlushes; flushes++) await dogStats.flush();

    expect(flushes).toBeLessThan(mostFlushes);
  },
);

test('flushes end though a test has replaced all timers', async () => {
  const dogStats = new DogStats();
  start(dogStats);
  onTestFinished(async () => void (await dogStats.close()));
  vi.useFakeTimers();

  for (let flush = 0; flush < 50; flush++)
    expect(await dogStats.flush()).toMatchObject({ ok: true });
});

test('a program that flushes at its end comes to it', async () => {
  const { ended } = runProgram(
    `dogStats.start({ sink: { mode: 'add', write: () => {}, close: async () => {} } });
     process.on('beforeExit', async () => { await dogStats.flush(); });
     for (let flush = 0; flush < 25; flush++) await dogStats.flush();`,
  );

  expect(await ended).toEqual({ code: 0, signal: null });
});

function start(dogStats: DogStats): void {
  dogStats.start({ env: {}, sink: new MemorySink(), autoFlush: false });
}
