import { describe, expect, test } from 'vitest';
import { downtimeV1, scopeV1, scopeV2 } from '../../src/convert/downtime.js';

describe('scopes', () => {
  test.each<[string | string[], string, string[]]>([
    ['*', '*', ['*']],
    ['env:staging', 'env:staging', ['env:staging']],
    ['role:db, env:staging', 'role:db AND env:staging', ['env:staging', 'role:db']],
    [['role:db', 'env:staging'], 'role:db AND env:staging', ['env:staging', 'role:db']],
    ['env:(a OR b)', 'env:(a OR b)', ['env:(a OR b)']],
    ['a:1 AND b:2', 'a:1 AND b:2', ['a:1', 'b:2']],
  ])('%j is %j', (v1, v2, read) => {
    expect(scopeV2(v1)).toBe(v2);
    expect(scopeV1(v2)).toEqual(read);
  });
});

test('a downtime that recurs has the times of its next one, and what recurs', () => {
  const schedule = {
    recurrences: [{ rrule: 'FREQ=DAILY', duration: '1h' }],
    current_downtime: { start: '2026-09-21T14:13:22.000Z', end: '2026-09-21T15:13:22.000Z' },
  };
  const attributes = {
    scope: '*',
    status: 'scheduled',
    monitor_identifier: { monitor_id: 7 },
    schedule,
  };

  expect(downtimeV1({ id: 'a', attributes })).toMatchObject({
    start: 1_790_000_002,
    end: 1_790_003_602,
    active: false,
    monitor_id: 7,
    monitor_tags: [],
    schedule,
  });
});
