import { describe, expect, test } from 'vitest';
import { countPoint } from '../make-points.js';
import { useRig } from '../rig/rig.js';

const retries = 2;
const used = useRig();

/** Requests of one round at a server that always answers this, and what they came to. */
async function oneRound(status: number): Promise<{ requests: number; waitedMs: number }> {
  const { rig } = used;
  await rig.intake.addFaults({ status });
  const delivery = rig.open({ retry: { attempts: retries, baseDelayMs: 100, maxDelayMs: 30_000 } });
  const writing = rig.write(delivery, [countPoint('a', rig.bucket)]);
  await rig.untilTrouble(delivery);
  // Less than the pause between two rounds.
  for (let step = 0; step < 20; step++) {
    await rig.clock.advance(500);
    await rig.intake.state();
  }
  const requests = (await rig.journal()).entries.length;
  const waitedMs = rig.clock.monotonic();
  await rig.intake.clearFaults();
  await delivery.close();
  await writing;
  return { requests, waitedMs };
}

describe('G10 a round has exactly one attempt and its retries for what is retryable', () => {
  test.each([408, 425, 500, 501, 502, 503, 504, 507, 599])('%i', async (status) => {
    expect((await oneRound(status)).requests).toBe(1 + retries);
  });
});

/** Statuses that mean something else than "again", and what is done about them. */
const held = [301, 302, 303, 307, 308, 401, 403, 404, 405, 407, 410];
const refused = [
  402, 406, 409, 411, 412, 414, 415, 416, 417, 418, 421, 423, 424, 426, 428, 431, 451,
];

describe('G10 what is not retryable is asked once', () => {
  test.each(held)('%i keeps the data, and stays away for a minute', async (status) => {
    const { rig } = used;
    await rig.intake.addFaults({ status });
    const delivery = rig.open();
    const writing = rig.write(delivery, [countPoint('a', rig.bucket)]);
    await rig.untilTrouble(delivery);

    await rig.clock.advance(59_999);

    expect((await rig.journal()).entries).toHaveLength(1);
    expect(delivery.stats().retained).toBe(1);
    await rig.intake.clearFaults();
    expect((await rig.settle(writing)).accepted).toBe(1);
  });

  test.each(refused)('%i gives the payload up', async (status) => {
    const { rig } = used;
    await rig.intake.addFaults({ status });

    const report = await rig.deliver(rig.open(), [countPoint('a', rig.bucket)]);

    expect(report.dropped).toEqual({ refused: 1 });
    expect((await rig.journal()).entries).toHaveLength(1);
  });

  test.each([400, 413, 422])('%i gives a single series up', async (status) => {
    const { rig } = used;
    await rig.intake.addFaults({ status });

    const report = await rig.deliver(rig.open(), [countPoint('a', rig.bucket)]);

    expect(report.accepted).toBe(0);
    expect((await rig.journal()).entries).toHaveLength(1);
  });
});

describe('G10 a connection that fails is tried again', () => {
  test.each([
    { reset: true },
    { close: true },
    { garbage: true },
    { acceptThenReset: true },
    { resetOnConnect: true },
  ] as const)('%j', async (fault) => {
    const { rig } = used;
    await rig.intake.respondNext(fault, fault);

    const report = await rig.deliver(rig.open(), [countPoint('a', rig.bucket, 3, 3)]);

    expect(report.accepted).toBe(3);
    expect((await rig.journal()).lastValues).toEqual(new Map([[`a@${rig.bucket}`, 3]]));
  });

  test('a port that is closed, until it opens', async () => {
    const { rig } = used;
    await rig.intake.stopListening();
    const delivery = rig.open();
    const writing = rig.write(delivery, [countPoint('a', rig.bucket)]);
    await rig.untilTrouble(delivery);
    expect(delivery.stats().errors[0]).toMatchObject({ reason: 'ECONNREFUSED' });

    await rig.intake.listenAgain();

    expect((await rig.settle(writing)).accepted).toBe(1);
  });
});
