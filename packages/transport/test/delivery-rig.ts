import type { DeliveryReport, MetricPoint } from '@dogstats/core';
import { ManualClock } from '@dogstats/core/testing';
import {
  Delivery,
  type DeliveryOptions,
  defaultDeliveryOptions,
} from '@dogstats/transport/delivery';
import { currentBucket } from './make-points.js';
import { ScriptedIntake } from './scripted-intake.js';

/** So long that no attempt ends by it while a test lets time pass. */
const never = 1e9;

/** These two run on the machine's own clock, so a busy machine must not come near them. */
export const patience = { connectMs: 60_000, headersMs: 60_000 };

/** A scripted intake, a clock that stands still, and deliveries to it. */
export class DeliveryRig {
  readonly intake = new ScriptedIntake();
  readonly clock = new ManualClock();
  /** Start of the bucket that it is now, unix seconds. */
  readonly bucket: number = currentBucket(this.clock);
  readonly apiKey = 'c0ffee00c0ffee00c0ffee00c0ffee00';
  readonly #opened: Delivery[] = [];

  static async start(): Promise<DeliveryRig> {
    const rig = new DeliveryRig();
    await rig.intake.listen();
    return rig;
  }

  async stop(): Promise<void> {
    for (const delivery of this.#opened) await delivery.close();
    await this.intake.close();
  }

  /** A delivery whose jitter is always half. */
  open(options: Partial<DeliveryOptions> = {}): Delivery {
    const delivery = new Delivery({
      ...defaultDeliveryOptions,
      baseUrl: this.intake.url,
      apiKey: this.apiKey,
      timeouts: { ...patience, totalMs: never },
      clock: this.clock,
      random: () => 0.5,
      ...options,
    });
    this.#opened.push(delivery);
    return delivery;
  }

  write(
    delivery: Delivery,
    points: Iterable<MetricPoint>,
    signal: AbortSignal = new AbortController().signal,
  ): Promise<DeliveryReport> {
    return delivery.write({ points }, { signal, deadline: Number.POSITIVE_INFINITY });
  }

  /** Writes, and lets time pass until all of it is settled. */
  deliver(delivery: Delivery, points: Iterable<MetricPoint>): Promise<DeliveryReport> {
    return this.settle(this.write(delivery, points));
  }

  /** Lets time pass, as much as the next timer wants, until a promise is settled. */
  async settle<T>(promise: Promise<T>): Promise<T> {
    let settled = false;
    const mark = (): void => {
      settled = true;
    };
    promise.then(mark, mark);
    while (!settled) {
      await new Promise((resolve) => setImmediate(resolve));
      const nextMs = this.clock.nextTimerMs;
      if (!settled && nextMs !== undefined && nextMs < never / 2) await this.clock.advance(nextMs);
    }
    return promise;
  }
}

/** Calls that a report is about. */
export function settledCalls(report: DeliveryReport): number {
  return Object.values(report.dropped).reduce((sum, calls) => sum + calls, report.accepted);
}
