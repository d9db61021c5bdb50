import { ManualClock } from '@dogstats/core/testing';
import { expect, test } from 'vitest';

test('timers fire in order of their time, those set on the way included', async () => {
  const clock = new ManualClock(100);
  const fired: string[] = [];
  clock.setTimeout(() => fired.push(`b@${clock.now()}`), 20);
  clock.setTimeout(() => {
    fired.push(`a@${clock.now()}`);
    clock.setTimeout(() => fired.push(`c@${clock.now()}`), 5);
  }, 10);
  clock.setTimeout(() => fired.push('never'), 15).cancel();

  await clock.advance(30);

  expect(fired).toEqual(['a@100010', 'c@100015', 'b@100020']);
  expect([clock.now(), clock.monotonic(), clock.pendingTimers]).toEqual([100_030, 30, 0]);
});

test('a step moves the wall clock alone', async () => {
  const clock = new ManualClock(100);
  let fired = false;
  clock.setTimeout(() => {
    fired = true;
  }, 1000);

  clock.step(3600);
  await clock.advance(0);

  expect([clock.now(), clock.monotonic(), fired]).toEqual([3_700_000, 0, false]);
});

test('untilTimers resolves when so many timers wait', async () => {
  const clock = new ManualClock();
  const waiting = clock.untilTimers(2);
  clock.setTimeout(() => {}, 1);
  clock.setTimeout(() => {}, 2);

  await waiting;

  expect(clock.nextTimerMs).toBe(1);
});
