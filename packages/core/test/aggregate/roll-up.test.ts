import { describe, expect, test } from 'vitest';
import { outsideWindow, RollUp } from '../../src/aggregate/roll-up.js';

describe('startOf', () => {
  test.each([
    [105, 10, 100],
    [109.999, 10, 100],
    [110, 10, 110],
    [-5, 10, -10],
    [1575317847.7, 60, 1575317820],
    [100.75, 1, 100],
  ])('%d s with width %d starts at %d', (seconds, width, start) => {
    expect(new RollUp(width, 2e9).startOf(seconds)).toBe(start);
  });

  test('the first bucket starts at the second of birth', () => {
    const rollUp = new RollUp(10, 1003.4);

    expect(rollUp.startOf(1003.4)).toBe(1003);
    expect(rollUp.startOf(1009.9)).toBe(1003);
    expect(rollUp.startOf(1010)).toBe(1010);
  });

  test('an earlier time in the interval of birth belongs to the first bucket', () => {
    expect(new RollUp(10, 1003.4).startOf(1000)).toBe(1003);
    expect(new RollUp(10, 1003.4).startOf(999)).toBe(990);
  });

  test('born at a multiple of the width, it starts a second later', () => {
    expect(new RollUp(10, 1000.2).startOf(1000.2)).toBe(1001);
    expect(new RollUp(1, 1000.2).startOf(1000.2)).toBe(1000);
  });

  test('a second life within one interval writes another second', () => {
    expect(new RollUp(10, 1003.4, 1003).startOf(1004)).toBe(1004);
    expect(new RollUp(10, 1003.4, 1006).startOf(1004)).toBe(1007);
  });

  test('a life after one that used a later bucket begins after that', () => {
    const rollUp = new RollUp(10, 1003.4, 1040);

    expect(rollUp.startOf(1041)).toBe(1041);
    expect(rollUp.startOf(1049)).toBe(1041);
    expect(rollUp.startOf(1050)).toBe(1050);
  });

  test('a life that has no second left in its interval shares the next bucket', () => {
    const rollUp = new RollUp(1, 1000.5, 1000);

    expect(rollUp.startOf(1001)).toBe(1001);
    expect(rollUp.startOf(1002)).toBe(1002);
  });
});

describe('outsideWindow', () => {
  test.each([
    [10_000 - 3300, undefined],
    [10_000 - 3301, 'too_old'],
    [10_000 + 540, undefined],
    [10_000 + 541, 'too_new'],
    [0, 'too_old'],
    [-10, 'too_old'],
  ])('a bucket at %d, now being 10000, is %s', (start, verdict) => {
    expect(outsideWindow(start, 10_000)).toBe(verdict);
  });
});
