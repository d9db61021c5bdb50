import { expect, test } from 'vitest';
import { secondsOf, timeOf } from '../../src/cli/times.js';

const now = 1_795_824_000;

test.each([
  ['now', now],
  ['-1d', now - 86_400],
  ['-1.5h', now - 5_400],
  ['+10m', now + 600],
  ['-2w', now - 1_209_600],
  ['1795824000', 1_795_824_000],
  ['2026-11-28', now],
  ['2026-11-28T00:00', now],
  ['2026-11-28 00:00:59.9', now + 59],
  ['2026-11-28T01:00+01:00', now],
  ['2026-11-28T00:00:00Z', now],
  // Milliseconds would be a time in 58,000 years.
  ['1795824000000', undefined],
  ['2026-13-28', undefined],
  ['28.11.2026', undefined],
  ['-0s', undefined],
  ['-1', undefined],
  ['d', undefined],
])('the time %s is %s', (text, seconds) => {
  expect(timeOf(text, now)).toBe(seconds);
});

test.each([
  ['90s', 90],
  ['0.5m', 30],
  ['4h', 14_400],
  ['1d', 86_400],
  ['10', undefined],
  ['-4h', undefined],
  ['0s', undefined],
  ['1e3s', undefined],
])('the duration %s is %s seconds', (text, seconds) => {
  expect(secondsOf(text)).toBe(seconds);
});
