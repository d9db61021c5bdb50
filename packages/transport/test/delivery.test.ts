import { inspect } from 'node:util';
import type { DeliveryReport, MetricPoint } from '@dogstats/core';
import { ManualClock } from '@dogstats/core/testing';
import { Delivery, type DeliveryOptions, defaultDeliveryOptions } from '@dogstats/transport/delivery';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { countPoint, countPoints, currentBucket, distributionPoint } from './make-points.js';
import { ScriptedIntake } from './scripted-intake.js';

const apiKey = 'c0ffee00c0ffee00c0ffee00c0ffee00';
let intake: ScriptedIntake;
let clock: ManualClock;
let bucket: number;
let opened: Delivery[];

beforeEach(async () => {
  intake = new ScriptedIntake();
  clock = new ManualClock();
  bucket = currentBucket(clock);
  opened = [];
  await intake.listen();
});

afterEach(async () => {
  for (const delivery of opened) await delivery.close();
  await intake.close();
});

function open(options: Partial<DeliveryOptions> = {}): Delivery {
  const delivery = new Delivery({
    ...defaultDeliveryOptions,
    baseUrl: intake.url,
    apiKey,
    clock,
    random: () => 0.5,
    ...options,
  });
  opened.push(delivery);
  return delivery;
}

function write(delivery: Delivery, points: Iterable<MetricPoint>): Promise<DeliveryReport> {
  return delivery.write(
    { points },
    { signal: new AbortController().signal, deadline: Number.POSITIVE_INFINITY },
  );
}

/** Lets time pass, as much as each timer wants, until a report is there. */
async function settle<T>(report: Promise<T>): Promise<T> {
  let settled = false;
  void report.finally(() => {
    settled = true;
  });
  while (!settled) {
    // Real I/O decides what comes next: an answer, or another timer.
    for (let turn = 0; turn < 20 && !settled; turn++) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    if (!settled && clock.nextTimerMs !== undefined) await clock.advance(clock.nextTimerMs);
  }
  return report;
}

describe('an accepted payload', () => {
  test('is one compressed POST with the key in a header and nowhere else', async () => {
    const report = await write(open(), [countPoint('page.views', bucket, 3, 3)]);

    expect(report).toEqual({ accepted: 3, dropped: {}, possiblyDuplicated: 0, errors: [] });
    const [arrival] = intake.arrivals;
    expect(arrival?.path).toBe('/api/v2/series');
    expect(arrival?.headers).toMatchObject({
      'dd-api-key': apiKey,
      'content-type': 'application/json',
      'content-encoding': 'deflate',
    });
    expect(arrival?.headers['user-agent']).toMatch(/^dogstats-js\/\d+\.\d+\.\d+/);
    expect(intake.lastValues).toEqual(new Map([[`page.views@${bucket}`, 3]]));
  });
});

test('503, then 202: tried again after a back-off', async () => {
  intake.script.push(503);
  const writing = write(open(), [countPoint('a', bucket)]);
  await intake.untilArrivals(1);
  const report = await settle(writing);
  expect(report.accepted).toBe(1);
  expect(intake.arrivals).toHaveLength(2);
});
