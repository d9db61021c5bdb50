import type { DeliveryReport, MetricPoint, Timer } from '@dogstats/core';
import { ManualClock } from '@dogstats/core/testing';
import {
  Delivery,
  type DeliveryOptions,
  defaultDeliveryOptions,
} from '@dogstats/transport/delivery';
import { currentBucket } from './make-points.js';
import { never, passTimeUntil } from './pass-time.js';
import { ScriptedIntake } from './scripted-intake.js';

/** These two run on the machine's own clock, so a busy machine must not come near them. */
export const patience = { connectMs: 60_000, headersMs: 60_000 };

/** A manual clock that knows whether an attempt is in flight: each has a deadline that never comes. */
class RigClock extends ManualClock {
  attempts = 0;
  #stalledMs = 0;

  /** Both clocks go on while nothing runs, not even a timer. */
  stall(milliseconds: number): void {
    this.#stalledMs += milliseconds;
    this.step(milliseconds / 1000);
  }

  override monotonic(): number {
    return super.monotonic() + this.#stalledMs;
  }

  override setTimeout(callback: () => void, delayMs: number): Timer {
    const timer = super.setTimeout(callback, delayMs);
    if (delayMs < never) return timer;
    this.attempts++;
    let ended = false;
    return {
      cancel: () => {
        if (!ended) this.attempts--;
        ended = true;
        timer.cancel();
      },
    };
  }
}

/** A scripted intake, a clock that stands still, and deliveries to it. */
export class DeliveryRig {
  readonly intake = new ScriptedIntake();
  readonly clock = new RigClock();
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

  /** Lets time pass until a delivery has dealt with so many calls that others had left. */
  async settleAdopted(delivery: Delivery, calls: number): Promise<void> {
    for (;;) {
      const { accepted, retained, dropped } = delivery.stats().adopted;
      const settled = Object.values(dropped).reduce((sum, calls) => sum + calls, accepted);
      if (settled >= calls && retained === 0) return;
      await new Promise((resolve) => setImmediate(resolve));
      await this.step();
    }
  }

  /** Lets the next timer fire, unless an answer has to come first. */
  async step(): Promise<void> {
    const nextMs = this.clock.nextTimerMs;
    if (this.clock.attempts > 0 || nextMs === undefined || nextMs >= never / 2) return;
    if (this.#isAtDisk) return;
    if (this.#hasSpool) {
      // Reading and compressing take real time that nothing tells of: a millisecond for each second.
      await new Promise((resolve) => setTimeout(resolve, nextMs / 1000));
      if (this.clock.attempts > 0 || this.#isAtDisk) return;
    }
    // Something sooner may have come up meanwhile.
    await this.clock.advance(this.clock.nextTimerMs ?? 0);
  }

  get #hasSpool(): boolean {
    return this.#opened.some((delivery) => delivery.stats().spool !== undefined);
  }

  get #isAtDisk(): boolean {
    return this.#opened.some((delivery) => (delivery.stats().spool?.pending ?? 0) > 0);
  }

  /** Writes, and lets time pass until all of it is settled. */
  deliver(delivery: Delivery, points: Iterable<MetricPoint>): Promise<DeliveryReport> {
    return this.settle(this.write(delivery, points));
  }

  /** Lets time pass until a promise is settled, but not while the network or the disk is at work. */
  settle<T>(promise: Promise<T>): Promise<T> {
    return passTimeUntil(promise, () => this.step());
  }
}

/** Calls that a report is about. */
export function settledCalls(report: DeliveryReport): number {
  return Object.values(report.dropped).reduce((sum, calls) => sum + calls, report.accepted);
}
