import { ManualClock } from '@dogstats/core/testing';
import { beforeEach, expect, test } from 'vitest';
import { RouteGate } from '../src/route-gate.js';

let clock: ManualClock;
let gate: RouteGate;
beforeEach(() => {
  clock = new ManualClock();
  gate = new RouteGate(clock, () => 0.5);
});

/** Whether a wait at the gate has ended, as soon as promises have settled. */
async function isOpen(): Promise<boolean> {
  let open = false;
  void gate.untilOpen().then(() => {
    open = true;
  });
  await new Promise(setImmediate);
  return open;
}

test('an untroubled route lets everybody in', () => {
  expect([gate.enter(), gate.enter(), gate.enter()]).toEqual([true, true, true]);
});

test('a paused route lets nobody in, and then one', async () => {
  gate.pause(5_000);
  expect([gate.enter(), await isOpen()]).toEqual([false, false]);

  await clock.advance(5_000);

  expect([gate.enter(), gate.enter(), await isOpen()]).toEqual([true, false, false]);
});

test('a probe that does well opens the route for all', async () => {
  gate.pause(5_000);
  await clock.advance(5_000);
  gate.enter();

  gate.leave(true);

  expect([gate.enter(), gate.enter()]).toEqual([true, true]);
});

test('after a probe that fails another one may go', async () => {
  gate.pause(5_000);
  await clock.advance(5_000);
  gate.enter();

  gate.leave(false);

  expect([gate.enter(), gate.enter()]).toEqual([true, false]);
});

test('of two pauses the longer one counts', async () => {
  gate.pause(20_000);
  gate.pause(1_000);

  await clock.advance(19_999);

  expect(gate.enter()).toBe(false);
  await clock.advance(1);
  expect(gate.enter()).toBe(true);
});

test('hurry() lets one in that a hold keeps away', async () => {
  gate.hold(60_000);
  const waiting = gate.untilOpen();
  expect(gate.enter()).toBe(false);

  gate.hurry();

  await waiting;
  expect([gate.enter(), gate.enter()]).toEqual([true, false]);
  gate.hold(60_000);
  gate.leave(false);
  expect([gate.enter(), await isOpen()]).toEqual([false, false]);
});

test('hurry() lets nobody in before a pause is over', async () => {
  gate.hold(60_000);
  gate.pause(5_000);

  gate.hurry();

  expect([gate.enter(), await isOpen()]).toEqual([false, false]);
  await clock.advance(5_000);
  expect(gate.enter()).toBe(true);
});

test('a closed gate holds nobody back', async () => {
  gate.pause(5_000);
  const waiting = gate.untilOpen();

  gate.close();

  await waiting;
  expect([gate.enter(), gate.enter()]).toEqual([true, true]);
  expect(clock.pendingTimers).toBe(0);
});
