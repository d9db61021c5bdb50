import { ManualClock } from '@dogstats/core/testing';
import { describe, expect, onTestFinished, test } from 'vitest';
import { FlushLoop } from '../src/flush-loop.js';

const start = 1_780_000_000;

function setUp(random = 0.3) {
  const clock = new ManualClock(start);
  const flushes: number[] = [];
  let ticks = 0;
  const loop = new FlushLoop({
    clock,
    random: () => random,
    intervalSeconds: 10,
    onTick: () => ticks++,
    onFlush: () => flushes.push(clock.now() / 1000 - start),
  });
  onTestFinished(() => loop.stop());
  return { clock, loop, flushes, ticks: () => ticks };
}

describe('the flush loop', () => {
  test('flushes at its phase of each interval, and ticks each second', async () => {
    const { clock, flushes, ticks } = setUp();
    await clock.advance(35_000);

    expect(flushes).toEqual([3, 13, 23, 33]);
    expect(ticks()).toBe(35);
  });

  test('has a phase of its own in each process', async () => {
    const phases = await Promise.all(
      [0, 0.25, 0.75].map(async (random) => {
        const { clock, flushes } = setUp(random);
        await clock.advance(20_000);
        return flushes[0];
      }),
    );

    expect(phases).toEqual([10, 2.5, 7.5]);
  });

  test('catches up with one flush after the process was stopped for an hour', async () => {
    const { clock, flushes } = setUp();
    // The wall clock went on while no timer fired.
    clock.step(3600);
    await clock.advance(20_000);

    expect(flushes).toEqual([3603, 3613]);
  });

  test('goes on at its pace after the clock was set back', async () => {
    const { clock, flushes } = setUp();
    await clock.advance(5000);
    clock.step(-3600);
    await clock.advance(30_000);

    expect(flushes.map((seconds) => (seconds + 3600) % 10)).toEqual([3, 3, 3, 3]);
  });

  test('stops', async () => {
    const { clock, loop, flushes } = setUp();
    loop.stop();
    await clock.advance(60_000);

    expect([flushes, clock.pendingTimers]).toEqual([[], 0]);
  });
});
