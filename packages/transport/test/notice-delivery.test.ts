import type { CheckNotice, EventNotice } from '@dogstats/core';
import { ManualClock } from '@dogstats/core/testing';
import { expect, test } from 'vitest';
import type { Outcome } from '../src/http-attempt.js';
import { NoticeDelivery, type NoticeRoute } from '../src/notice-delivery.js';

const retry: Outcome = { action: 'retry', ambiguous: false };
const refuse: Outcome = { action: 'refuse', bisect: true };

function setUp(answer: (route: NoticeRoute, body: string, attempt: number) => Outcome) {
  const clock = new ManualClock();
  const sent: string[] = [];
  const delivery = new NoticeDelivery({
    clock,
    random: () => 0.5,
    retry: { attempts: 2, baseDelayMs: 100, maxDelayMs: 1000 },
    send: async (route, body) => {
      sent.push(body);
      return answer(route, body, sent.length);
    },
  });
  const seconds = clock.now() / 1000;
  const event: EventNotice = {
    ...{ kind: 'event', title: 'a', text: 'b', host: '', tags: [], timestamp: seconds },
  };
  const check = (name: string): CheckNotice => ({
    ...{ kind: 'check', name, status: 0, host: '', tags: [], timestamp: seconds },
  });
  return { clock, sent, delivery, event, check };
}

/** Moves the clock until something is settled. */
async function within<T>(clock: ManualClock, promise: Promise<T>): Promise<T> {
  let settled = false;
  void promise.finally(() => {
    settled = true;
  });
  for (let turn = 0; turn < 5000 && !settled; turn++) await clock.advance(clock.nextTimerMs ?? 1);
  return promise;
}

test('rounds go on until it is accepted', async () => {
  const { clock, sent, delivery, event } = setUp((_route, _body, attempt) =>
    attempt < 8 ? retry : { action: 'accept', answer: '{"event":{"id":12345678901234567890}}' },
  );

  const report = await within(clock, delivery.deliver([event]));

  expect(report).toMatchObject({ accepted: 1, dropped: {}, eventIds: ['12345678901234567890'] });
  expect(sent).toHaveLength(8);
});

test('or until it is too old: an event after 18 hours, a check after ten minutes', async () => {
  const { clock, sent, delivery, event, check } = setUp(() => retry);
  const delivering = Promise.all([delivery.deliver([event]), delivery.deliver([check('a')])]);
  await clock.advance(0);
  clock.step(599);
  await within(clock, delivery.deliver([{ ...event, timestamp: 1 }]));
  expect(sent.some((body) => body.includes('"check"'))).toBe(true);
  const before = sent.length;
  clock.step(2);
  await clock.advance(10_000);
  expect(sent.slice(before).some((body) => body.includes('"check"'))).toBe(false);
  clock.step(18 * 3600);

  expect(await within(clock, delivering)).toMatchObject([
    { accepted: 0, dropped: { too_old: 1 } },
    { accepted: 0, dropped: { too_old: 1 } },
  ]);
});

test('checks go a hundred at a time, and of those refused only the one at fault is lost', async () => {
  const { clock, sent, delivery, check } = setUp((_route, body) =>
    body.includes('bad') ? refuse : { action: 'accept' },
  );
  const checks = Array.from({ length: 250 }, (_, index) => check(index === 111 ? 'bad' : 'good'));

  const report = await within(clock, delivery.deliver(checks));

  expect(report).toMatchObject({ accepted: 249, dropped: { refused: 1 } });
  expect(sent.slice(0, 3).map((body) => JSON.parse(body).length)).toEqual([100, 100, 50]);
});

test('hurry() ends the waits, close() drops what is left', async () => {
  const { clock, sent, delivery, event } = setUp(() => retry);
  const delivering = delivery.deliver([event]);
  await clock.advance(0);
  expect(sent).toHaveLength(1);
  delivery.hurry();
  await clock.advance(0);
  expect(sent).toHaveLength(2);
  delivery.close();

  expect(await delivering).toMatchObject({ accepted: 0, dropped: { shutdown: 1 } });
  expect(clock.pendingTimers).toBe(0);
});

test('an attempt of unknown outcome counts as possibly twice once it is repeated', async () => {
  const { clock, delivery, event } = setUp((_route, _body, attempt) =>
    attempt === 1 ? { action: 'retry', ambiguous: true } : { action: 'accept' },
  );

  expect(await within(clock, delivery.deliver([event]))).toMatchObject({
    accepted: 1,
    possiblyDuplicated: 1,
  });
});
