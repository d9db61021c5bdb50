import { ManualClock } from '@dogstats/core/testing';
import { beforeEach, expect, test } from 'vitest';
import { CircuitBreaker } from '../src/circuit-breaker.js';

let clock: ManualClock;
let breaker: CircuitBreaker;
beforeEach(() => {
  clock = new ManualClock();
  breaker = new CircuitBreaker(clock, () => 0.999_999);
});

function fail(times: number): number[] {
  return Array.from({ length: times }, () => Math.round(breaker.fail()));
}

test('opens with the fifth failure in a row', () => {
  expect(fail(5)).toEqual([0, 0, 0, 0, 2_000]);
  expect(breaker.state).toBe('open');
});

test('a success in between begins anew', () => {
  fail(4);
  breaker.succeed();

  expect(fail(4)).toEqual([0, 0, 0, 0]);
  expect(breaker.state).toBe('closed');
});

test('each probe that fails doubles the window, up to 64 s', async () => {
  const windows = fail(5).slice(-1);
  for (let probe = 0; probe < 7; probe++) {
    await clock.advance(windows.at(-1) ?? 0);
    expect(breaker.state).toBe('half-open');
    windows.push(...fail(1));
  }

  expect(windows).toEqual([2_000, 4_000, 8_000, 16_000, 32_000, 64_000, 64_000, 64_000]);
});

test('what fails while it is open changes nothing', async () => {
  fail(5);
  await clock.advance(500);

  expect(fail(3)).toEqual([1_500, 1_500, 1_500]);
});

test('one success closes it, and the next windows are short again', async () => {
  fail(5);
  await clock.advance(2_000);
  fail(1);

  breaker.succeed();

  expect(breaker.state).toBe('closed');
  expect(fail(5).at(-1)).toBe(2_000);
});

test('chance shortens a window to its half at the most', () => {
  breaker = new CircuitBreaker(clock, () => 0);

  expect(fail(5).at(-1)).toBe(1_000);
});
