import { describe, expect, test } from 'vitest';
import { askedPauseMs, backOffMs, roundPauseMs } from '../src/retry-timing.js';

const options = { attempts: 5, baseDelayMs: 250, maxDelayMs: 30_000 };

describe('back-off', () => {
  test.each([
    [0, 250],
    [1, 500],
    [2, 1_000],
    [6, 16_000],
    [7, 30_000],
    [1_100, 30_000],
  ])('before retry %d is below %d ms', (retry, bound) => {
    expect(backOffMs(retry, options, () => 0)).toBe(0);
    expect(backOffMs(retry, options, () => 0.5)).toBe(bound / 2);
    expect(backOffMs(retry, options, () => 1)).toBe(bound);
  });

  test('spreads evenly, so that processes do not come back together', () => {
    const delays = Array.from({ length: 4_000 }, () => backOffMs(3, options, Math.random));

    const quarters = [0, 1, 2, 3].map(
      (quarter) => delays.filter((delay) => Math.floor(delay / 500) === quarter).length,
    );
    for (const count of quarters) expect(count).toBeGreaterThan(800);
  });

  test('between rounds is never short', () => {
    expect(roundPauseMs(options, () => 0)).toBe(15_000);
    expect(roundPauseMs(options, () => 1)).toBe(30_000);
  });
});

describe('the pause that an answer asks for', () => {
  const nowMs = Date.parse('2026-06-01T00:00:00Z');
  const asked = (status: number, headers: Record<string, string>) =>
    askedPauseMs(status, (name) => headers[name], nowMs);

  test.each([
    [429, { 'retry-after': '30' }, 30_000],
    [429, { 'retry-after': ' 2.5 ' }, 2_500],
    [429, { 'retry-after': '0' }, 1_000],
    [429, { 'retry-after': '301' }, 300_000],
    [429, { 'retry-after': '99999999999999999999' }, 300_000],
    [429, { 'retry-after': 'Mon, 01 Jun 2026 00:01:00 GMT' }, 60_000],
    [429, { 'retry-after': 'Monday, 01-Jun-26 00:01:00 GMT' }, 60_000],
    [429, { 'retry-after': 'Mon Jun  1 00:01:00 2026 GMT' }, 60_000],
    [429, { 'retry-after': 'Mon, 01 Jun 2020 00:01:00 GMT' }, 1_000],
    [429, { 'retry-after': 'Mon, 01 Jun 2099 00:01:00 GMT' }, 300_000],
    [429, { 'retry-after': '-5' }, 10_000],
    [429, { 'retry-after': 'soon' }, 10_000],
    [429, { 'retry-after': '' }, 10_000],
    [429, { 'retry-after': 'NaN' }, 10_000],
    [429, { 'retry-after': '1e3' }, 10_000],
    [429, { 'retry-after': 'soon', 'x-ratelimit-reset': '7' }, 7_000],
    [429, { 'retry-after': '3', 'x-ratelimit-reset': '7' }, 3_000],
    [429, { 'x-ratelimit-reset': '1790000000' }, 300_000],
    [429, {}, 10_000],
    [503, { 'retry-after': '3' }, 3_000],
    [503, { 'x-ratelimit-reset': '7' }, undefined],
    [503, {}, undefined],
  ])('of %d with %j is %s ms', (status, headers, expected) => {
    expect(asked(status, headers as Record<string, string>)).toBe(expected);
  });
});
