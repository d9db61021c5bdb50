import { Agent } from 'undici';
import { expect, onTestFinished, test } from 'vitest';
import type { Delivery } from '../../src/delivery.js';
import { countPoint } from '../make-points.js';
import { type Rig, useRig } from '../rig/rig.js';

const used = useRig();

/** Lets time pass until the breaker is open. */
async function untilOpen(rig: Rig, delivery: Delivery): Promise<void> {
  while (delivery.stats().breaker !== 'open') {
    await rig.intake.state();
    const nextMs = rig.clock.nextTimerMs ?? 1e9;
    if (delivery.stats().breaker !== 'open' && nextMs < 1e8) await rig.clock.advance(nextMs);
  }
}

/** Counts the attempts that a delivery begins, whether they get anywhere or not. */
class AttemptCounter {
  begun = 0;
  readonly agent = new Agent();
  readonly dispatcher = this.agent.compose((dispatch) => (options, handler) => {
    this.begun++;
    return dispatch(options, handler);
  });
}

/** Waits, without letting time pass, until nothing is under way; answers how many attempts there were. */
async function untilAllFailed(rig: Rig, delivery: Delivery, counter: AttemptCounter) {
  for (let idle = 0; idle < 3; ) {
    const { breaker, failures } = delivery.stats();
    idle = breaker !== 'half-open' && failures === counter.begun ? idle + 1 : 0;
    await rig.intake.state();
  }
  return counter.begun;
}

test.each([{ status: 500 }, { status: 503 }, { reset: true }, { close: true }] as const)(
  'G13 during an outage (%j) one probe a window, and recovery within a window of its end',
  async (fault) => {
    const { rig } = used;
    await rig.intake.addFaults(fault);
    const counter = new AttemptCounter();
    onTestFinished(() => counter.agent.close());
    const delivery = rig.open({ dispatcher: counter.dispatcher });
    const writes = Array.from({ length: 30 }, (_, index) =>
      rig.write(delivery, [countPoint('a', rig.bucket - 10 * index, index)]),
    );
    await untilOpen(rig, delivery);
    const before = await untilAllFailed(rig, delivery, counter);

    let begun = before;
    for (let second = 0; second < 60; second++) {
      await rig.clock.advance(1_000);
      const known = begun;
      begun = await untilAllFailed(rig, delivery, counter);
      expect(begun - known).toBeLessThanOrEqual(1);
    }

    // Windows of 2, 4, 8, 16, 32 s, each less a quarter by the rig's chance.
    expect(begun - before).toBe(5);
    expect((await rig.journal()).entries).toHaveLength(begun);
    await rig.intake.clearFaults();
    const backMs = rig.clock.monotonic();
    const reports = await rig.settle(Promise.all(writes));

    expect(reports.every((report) => report.accepted === 1)).toBe(true);
    expect(rig.clock.monotonic() - backMs).toBeLessThanOrEqual(64_000);
    expect(delivery.stats()).toMatchObject({ accepted: 30, breaker: 'closed' });
  },
);

test('G13 a port that is closed for minutes delivers everything once it opens', async () => {
  const { rig } = used;
  await rig.intake.stopListening();
  const delivery = rig.open();
  const writes = Array.from({ length: 10 }, (_, index) =>
    rig.write(delivery, [countPoint('a', rig.bucket - 10 * index, index + 1)]),
  );
  await untilOpen(rig, delivery);
  await rig.clock.advance(180_000);

  await rig.intake.listenAgain();
  await rig.settle(Promise.all(writes));

  const { lastValues } = await rig.journal();
  expect([...lastValues.values()].toSorted((a, b) => a - b)).toEqual([
    1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
  ]);
});
