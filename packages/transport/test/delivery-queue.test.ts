import { defaultEncoding, encodeBatch, type Payload, type Route } from '@dogstats/core';
import { ManualClock } from '@dogstats/core/testing';
import { describe, expect, test } from 'vitest';
import { BatchAccount } from '../src/batch-account.js';
import { DeliveryAccount } from '../src/delivery-account.js';
import { DeliveryQueue, mostPayloads } from '../src/delivery-queue.js';
import { Packing } from '../src/packing.js';
import { QueuedPayload } from '../src/queued-payload.js';
import { Resends } from '../src/resends.js';
import { countPoint } from './make-points.js';

const anyRoute = (): boolean => true;

/** A payload that occupies 24 bytes, once it is compressed. */
function queued(cut: number, bucketStart: number, route: Route = 'series-v2'): QueuedPayload {
  const [encoded] = encodeBatch([countPoint('a', bucketStart)], defaultEncoding);
  if (encoded === undefined) throw new Error('nothing encoded');
  const payload: Payload = { ...encoded, route };
  const account = new BatchAccount();
  const { signal } = new AbortController();
  return QueuedPayload.fromRaw(payload, { cut, account, signal, adopted: false });
}

function setWire(queue: DeliveryQueue, payload: QueuedPayload): void {
  const units = payload.raw?.units;
  if (units !== undefined) queue.setWire(payload, { body: Buffer.alloc(10), units });
}

function fill(maxBytes: number, ...payloads: QueuedPayload[]): DeliveryQueue {
  const queue = new DeliveryQueue(maxBytes);
  for (const payload of payloads) {
    queue.add(payload);
    setWire(queue, payload);
  }
  return queue;
}

describe('the next payload', () => {
  test('is of the newest bucket, whatever was written first', () => {
    const [old, fresh] = [queued(1, 100), queued(2, 200)];

    expect(fill(1_000, old, fresh).next(0, anyRoute)).toBe(fresh);
  });

  test('is of the earliest cut of its bucket, even while that is not compressed', () => {
    const [early, late] = [queued(1, 100), queued(2, 100)];
    const queue = fill(1_000, late);
    queue.add(early);

    expect(queue.next(0, anyRoute)).toBeUndefined();
    setWire(queue, early);
    expect(queue.next(0, anyRoute)).toBe(early);
  });

  test('waits for an earlier cut that is in its round, payloads of one cut do not', () => {
    const [early, twin, late] = [queued(1, 100), queued(1, 100), queued(2, 100)];
    const queue = fill(1_000, early, twin, late);
    early.inRound = true;

    expect(queue.next(0, anyRoute)).toBe(twin);
    queue.remove(twin);
    expect(queue.next(0, anyRoute)).toBeUndefined();
    queue.remove(early);
    expect(queue.next(0, anyRoute)).toBe(late);
  });

  test('of distributions waits for none', () => {
    const [early, late] = [queued(1, 100, 'distributions'), queued(2, 100, 'distributions')];
    const queue = fill(1_000, early, late);
    early.inRound = true;

    expect(queue.next(0, anyRoute)).toBe(late);
  });

  test('is due, and on a route with room', () => {
    const [resting, series, distribution] = [
      queued(1, 300),
      queued(2, 200),
      queued(3, 100, 'distributions'),
    ];
    const queue = fill(1_000, resting, series, distribution);
    resting.dueMs = 50;

    expect(queue.next(49, anyRoute)).toBe(series);
    expect(queue.next(50, anyRoute)).toBe(resting);
    expect(queue.next(49, (route) => route === 'distributions')).toBe(distribution);
    expect(queue.nextDueMs(49)).toBe(50);
    expect(queue.nextDueMs(50)).toBeUndefined();
  });
});

describe('an overflowing queue', () => {
  test('gives up the earliest cut, not what is in flight', () => {
    const [first, second, third] = [queued(1, 100), queued(2, 90), queued(3, 80)];
    const queue = fill(50, third, second, first);
    first.abort = new AbortController();

    expect([queue.isOverfull, queue.oldest]).toEqual([true, second]);
    queue.remove(second);
    expect([queue.isOverfull, queue.bytes]).toEqual([false, 48]);
  });

  test('counts a payload once, however often it is removed', () => {
    const payload = queued(1, 100);
    const queue = fill(25, payload);

    queue.remove(payload);
    queue.remove(payload);

    expect(queue.bytes).toBe(0);
  });
});

test('holds so many payloads at most, however small: the oldest go, and are counted', async () => {
  const queue = new DeliveryQueue(1e9);
  const resends = new Resends(
    new ManualClock(),
    queue,
    async () => false,
    () => undefined,
  );
  const account = new DeliveryAccount(queue, resends);
  const packing = new Packing({
    ...{ queue, account, resends, spooling: undefined },
    onReady: () => undefined,
  });
  const { raw, place } = queued(0, 100, 'distributions');
  const payloads = Array.from({ length: mostPayloads + 3 }, (_, cut) =>
    QueuedPayload.fromRaw(raw as Payload, { ...place, cut }),
  );
  for (const payload of payloads) account.handOver(payload);
  const [inFlight, ...others] = payloads;
  if (inFlight !== undefined) inFlight.abort = new AbortController();

  await packing.makeRoom();

  expect(account.stats()).toMatchObject({ retained: mostPayloads, dropped: { queue_full: 3 } });
  expect(inFlight?.settled).toBe(false);
  expect(others.slice(0, 4).map(({ settled }) => settled)).toEqual([true, true, true, false]);
});
