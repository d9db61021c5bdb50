import type { MetricPoint, SinkMode } from '@dogstats/core';
import { expect } from 'vitest';
import { type CallJournal, keyOfPoint } from './call-journal.js';

/** A point as it was when it was read. */
interface Sent {
  readonly point: MetricPoint;
  readonly key: string;
  readonly calls: readonly number[];
  /** Those of its calls that no point carried before. */
  readonly fresh: readonly number[];
}

interface Payload {
  readonly sent: readonly Sent[];
  readonly bucketStart: number;
  /** Whether the server keeps the last value: then the payloads of a bucket go in order. */
  readonly replaces: boolean;
}

/**
 * A sink and its server: makes a payload for each bucket in what it reads, delivers each or gives it
 * up, and holds what Datadog would: the last value per context and second; of distributions, and of
 * all in `add` mode, every one.
 */
export class ModelServer {
  readonly #mode: SinkMode;
  readonly #journal: CallJournal;
  readonly #underWay: Payload[] = [];
  readonly #delivered: Payload[] = [];
  /** By key: all calls that points have carried. */
  readonly #carried = new Map<string, Set<number>>();
  /** By key. */
  readonly #held = new Map<string, readonly number[]>();
  readonly #accepted = new Set<number>();
  readonly #givenUp = new Set<number>();
  #addedUnheard = false;
  handedSamples = 0;
  acceptedSamples = 0;
  droppedSamples = 0;

  constructor(mode: SinkMode, journal: CallJournal) {
    this.#mode = mode;
    this.#journal = journal;
  }

  readonly isUnsettled = (bucketStart: number): boolean =>
    this.#underWay.some((payload) => payload.replaces && payload.bucketStart === bucketStart);

  /** Takes what a sink reads in one slice. */
  take(points: readonly MetricPoint[]): void {
    const payloads = new Map<string, Sent[]>();
    for (const point of points) {
      this.handedSamples += point.samples;
      const name = `${this.#replaces(point)} ${point.bucketStart}`;
      payloads.set(name, [...(payloads.get(name) ?? []), this.#read(point)]);
    }
    for (const sent of payloads.values()) {
      const { point } = sent[0] as Sent;
      const { bucketStart } = point;
      this.#underWay.push({ sent, bucketStart, replaces: this.#replaces(point) });
    }
  }

  /** Accepts or gives up one payload. */
  settle(choice: number, accepts: boolean): boolean {
    const payload = this.#choose(choice);
    if (payload === undefined) return false;
    this.#underWay.splice(this.#underWay.indexOf(payload), 1);
    for (const { point, fresh } of payload.sent) {
      if (accepts) this.acceptedSamples += point.samples;
      else this.droppedSamples += point.samples;
      for (const call of fresh) (accepts ? this.#accepted : this.#givenUp).add(call);
    }
    if (accepts) {
      this.#apply(payload);
      this.#delivered.push(payload);
    }
    return true;
  }

  /** An attempt whose answer is lost. It will be tried again, but not where the sink adds. */
  attemptUnheard(choice: number, applies: boolean): void {
    const payload = this.#choose(choice);
    if (payload === undefined) return;
    if (applies) {
      this.#addedUnheard ||= !payload.replaces;
      this.#apply(payload);
    }
    if (this.#mode === 'add') this.settle(this.#underWay.indexOf(payload), false);
  }

  /**
   * An attempt of long ago is applied only now, over newer values. After such an attempt a sink
   * sends the payloads of later cuts of that bucket once more.
   */
  applyLate(choice: number): void {
    const late = this.#delivered[choice % Math.max(this.#delivered.length, 1)];
    if (late?.replaces !== true) return;
    for (const payload of this.#delivered.slice(this.#delivered.indexOf(late))) {
      if (payload.replaces && payload.bucketStart === late.bucketStart) this.#apply(payload);
    }
  }

  /** The property, once everything is settled. */
  verify(): void {
    const carried = new Set<number>();
    for (const calls of this.#carried.values()) for (const call of calls) carried.add(call);
    expect([...carried].filter((call) => this.#journal.refused.has(call))).toEqual([]);
    expect(carried.size).toBe(this.#journal.calls - this.#journal.refused.size);
    expect(this.acceptedSamples + this.droppedSamples).toBe(carried.size);
    for (const key of this.#carried.keys()) this.#verifyHeld(key, this.#held.get(key) ?? []);
  }

  #verifyHeld(key: string, calls: readonly number[]): void {
    const carried = [...(this.#carried.get(key) ?? [])];
    const unreported = calls.filter(
      (call) => !this.#accepted.has(call) && !this.#givenUp.has(call),
    );
    expect(unreported).toEqual([]);
    if (/^m\.(gauge|rate) /.test(key)) {
      if (this.#givenUp.size > 0) return;
      const latest = carried.at(-1);
      // Sinks that add keep no order among payloads.
      if (this.#mode === 'add') expect(calls).toContain(latest);
      else expect(calls.at(-1)).toBe(latest);
      return;
    }
    const held = new Set(calls);
    expect(carried.filter((call) => this.#accepted.has(call) && !held.has(call))).toEqual([]);
    if (!this.#addedUnheard) expect(calls).toHaveLength(held.size);
  }

  #read(point: MetricPoint): Sent {
    const key = keyOfPoint(point);
    const carried = this.#carried.get(key) ?? new Set();
    this.#carried.set(key, carried);
    const calls = this.#journal.callsIn(point);
    const isValue = point.type === 'gauge' || point.type === 'rate';
    const fresh = isValue
      ? this.#journal.takeValues(key)
      : calls.filter((call) => !carried.has(call));
    expect(fresh).toHaveLength(point.samples);
    // Where the clock went back below sealed time, a call goes to the bucket after that.
    const isEarly = (call: number) => point.bucketStart < this.#journal.bucketStartOf(call);
    expect(fresh.filter(isEarly)).toEqual([]);
    // A whole value has everything in it, what is added nothing of before, a gauge its last call.
    const before = this.#replaces(point) ? carried.size : 0;
    if (isValue) expect(calls).toEqual([fresh.at(-1)]);
    else expect(calls).toHaveLength(fresh.length + before);
    for (const call of fresh) carried.add(call);
    return { point, key, calls, fresh };
  }

  #apply({ sent, replaces }: Payload): void {
    for (const { point, key, calls } of sent) {
      // What was read must not change while it is under way.
      expect(this.#journal.callsIn(point).join()).toBe(calls.join());
      this.#held.set(key, replaces ? calls : [...(this.#held.get(key) ?? []), ...calls]);
    }
  }

  /** One of the payloads that may be sent: the first of its bucket, where order matters. */
  #choose(choice: number): Payload | undefined {
    const payload = this.#underWay[choice % Math.max(this.#underWay.length, 1)];
    if (payload?.replaces !== true) return payload;
    return this.#underWay.find(
      ({ replaces, bucketStart }) => replaces && bucketStart === payload.bucketStart,
    );
  }

  #replaces(point: MetricPoint): boolean {
    return this.#mode === 'replace' && point.type !== 'distribution';
  }
}
