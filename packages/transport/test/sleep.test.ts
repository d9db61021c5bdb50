import { ManualClock } from '@dogstats/core/testing';
import { sleep, systemClock } from '@dogstats/transport/http-client';
import { expect, test, vi } from 'vitest';

test('a sleep ends when its time has come, and leaves nothing on the signal', async () => {
  const clock = new ManualClock();
  const { signal } = new AbortController();
  const removed = vi.spyOn(signal, 'removeEventListener');
  const ended = vi.fn();
  const sleeping = sleep(clock, 1_000, signal).then(ended);
  await clock.advance(999);
  expect(ended).not.toHaveBeenCalled();

  await clock.advance(1);
  await sleeping;
  expect(removed).toHaveBeenCalledOnce();
});

test('an aborted signal ends it at once, with its reason and without a timer', async () => {
  const clock = new ManualClock();
  const abort = new AbortController();
  const reason = new Error('enough');
  const sleeping = sleep(clock, 1_000, abort.signal);
  abort.abort(reason);

  await expect(sleeping).rejects.toBe(reason);
  await expect(sleep(clock, 1_000, abort.signal)).rejects.toBe(reason);
  expect(clock.pendingTimers).toBe(0);
});

test('it keeps the process alive, since somebody waits', async () => {
  const setTimeout = vi.spyOn(systemClock, 'setTimeout');
  await sleep(systemClock, 0);

  expect(setTimeout).toHaveBeenCalledWith(expect.any(Function), 0, true);
});
