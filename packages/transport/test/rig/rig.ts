import type { DeliveryReport, MetricPoint } from '@dogstats/core';
import { ManualClock } from '@dogstats/core/testing';
import {
  Delivery,
  type DeliveryOptions,
  defaultDeliveryOptions,
} from '@dogstats/transport/delivery';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { currentBucket } from '../make-points.js';
import { never, passTimeUntil, toNextTimer } from '../pass-time.js';
import type { Journal } from './journal.js';
import { RemoteIntake, type RemoteOptions } from './remote-intake.js';

/** What one delivery was given, and what became of it by its reports. */
interface Opened {
  readonly delivery: Delivery;
  handedOver: number;
  readonly writes: { readonly samples: number; readonly report: Promise<DeliveryReport> }[];
}

/** The real intake in a process of its own, a clock that stands still, and deliveries to it. */
export class Rig {
  readonly clock = new ManualClock();
  /** Start of the bucket that it is now, unix seconds. */
  readonly bucket: number = currentBucket(this.clock);
  readonly apiKey = 'c0ffee00c0ffee00c0ffee00c0ffee00';
  readonly #intake: RemoteIntake;
  readonly #opened: Opened[] = [];

  constructor(intake: RemoteIntake) {
    this.#intake = intake;
  }

  get intake(): RemoteIntake {
    return this.#intake;
  }

  /** What the intake got so far, complete. */
  async journal(): Promise<Journal> {
    await this.#intake.state();
    return this.#intake.journal;
  }

  /** A delivery whose jitter is always half. Its attempts end by their own faults, not by time. */
  open(options: Partial<DeliveryOptions> = {}): Delivery {
    const delivery = new Delivery({
      ...defaultDeliveryOptions,
      baseUrl: this.#intake.url,
      apiKey: this.apiKey,
      timeouts: { connectMs: 60_000, headersMs: 60_000, totalMs: never },
      clock: this.clock,
      random: () => 0.5,
      ...options,
    });
    this.#opened.push({ delivery, handedOver: 0, writes: [] });
    return delivery;
  }

  write(
    delivery: Delivery,
    points: readonly MetricPoint[],
    signal: AbortSignal = new AbortController().signal,
  ): Promise<DeliveryReport> {
    const report = delivery.write({ points }, { signal, deadline: Number.POSITIVE_INFINITY });
    const samples = points.reduce((sum, point) => sum + point.samples, 0);
    const opened = this.#opened.find((candidate) => candidate.delivery === delivery);
    opened?.writes.push({ samples, report });
    if (opened !== undefined) opened.handedOver += samples;
    return report;
  }

  /** Writes, and lets time pass until all of it is settled. */
  deliver(delivery: Delivery, points: readonly MetricPoint[]): Promise<DeliveryReport> {
    return this.settle(this.write(delivery, points));
  }

  /** Lets time pass until a promise is settled. */
  settle<T>(promise: Promise<T>): Promise<T> {
    return passTimeUntil(promise, () => toNextTimer(this.clock));
  }

  /** Lets time pass until nothing is under way or planned any more. */
  async untilQuiet(): Promise<void> {
    for (let idle = 0; idle < 3; ) {
      await this.#intake.state();
      const nextMs = this.clock.nextTimerMs;
      await toNextTimer(this.clock);
      idle = nextMs === undefined ? idle + 1 : 0;
    }
  }

  /** Waits, without letting time pass, until a delivery has met with a failure. */
  async untilTrouble(delivery: Delivery): Promise<void> {
    while (delivery.stats().errors.length === 0) await new Promise(setImmediate);
  }

  /**
   * Asserts for each delivery that everything is accounted for, closes it, and asserts it again for
   * the totals and for each report.
   */
  async finish(): Promise<void> {
    for (const { delivery, handedOver, writes } of this.#opened.splice(0)) {
      expect(accountedFor(delivery)).toBe(handedOver);
      await delivery.close();
      expect(accountedFor(delivery)).toBe(handedOver);
      for (const { samples, report } of writes) {
        const { accepted, dropped, retained = 0 } = await report;
        expect(accepted + retained + sum(dropped)).toBe(samples);
      }
    }
  }
}

/** A rig for each test of a file; the intake is the same, and empty each time. */
export function useRig(options: RemoteOptions = {}): { readonly rig: Rig } {
  let intake: RemoteIntake;
  let rig: Rig | undefined;
  const start = new ManualClock().now();
  beforeAll(async () => {
    intake = await RemoteIntake.start({ nowMs: start, ...options });
  });
  afterEach(async () => {
    await rig?.finish();
    rig = undefined;
    await intake.clearFaults();
    await intake.reset();
  });
  afterAll(() => intake.kill());
  return {
    get rig(): Rig {
      rig ??= new Rig(intake);
      return rig;
    },
  };
}

function accountedFor(delivery: Delivery): number {
  const { accepted, retained, dropped } = delivery.stats();
  return accepted + retained + sum(dropped);
}

/** Calls that were dropped, for whatever reason. */
export function sum(dropped: DeliveryReport['dropped']): number {
  return Object.values(dropped).reduce((all, calls) => all + calls, 0);
}
