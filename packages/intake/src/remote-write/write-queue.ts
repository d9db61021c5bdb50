import { type Check, checkStatuses } from '../checks/check.js';
import { type Label, labelText } from '../prometheus/series.js';
import { contextLabels, labelsOf } from '../prometheus/translate.js';
import type { EncodedSeries } from '../prometheus/write-request.js';
import { Context } from '../store/context.js';
import { oldestTimes } from '../store/oldest-times.js';
import { type Outgoing, OutgoingSeries, type Source } from './outgoing.js';
import { OutgoingDistribution } from './outgoing-distribution.js';
import type { WriteLedger } from './write-ledger.js';

/** So many types and intervals that a context had before are remembered: what went of them comes no more. */
const formerKinds = 4;

/** One sample of one series, ready to go. */
export interface QueuedSeries extends EncodedSeries {
  readonly metric: string;
}

/** What waits for the store, by series, each in the order of time. Bounded: past that the oldest go. */
export class WriteQueue {
  readonly #maxSamples: number;
  /** Whose the labels are. */
  readonly #owners = new Map<string, Outgoing>();
  readonly #known = new WeakMap<Context, { outgoing: Outgoing; kind: string }>();
  readonly #waiting = new Set<Outgoing>();

  constructor(maxSamples: number) {
    this.#maxSamples = maxSamples;
  }

  add(
    context: Context,
    timestamps: readonly number[],
    values: readonly number[],
    ledger: WriteLedger,
  ): void {
    const outgoing = this.#outgoingOf(context);
    this.#put(outgoing, context.metric.name, timestamps, values, ledger);
  }

  /** A check is a series of its name whose values are statuses, 0 for ok to 3 for unknown. */
  addCheck(check: Check, ledger: WriteLedger): void {
    const { check: metric, host, tags, timestamp, status } = check;
    const labels = labelsOf({ metric, host, tags });
    const outgoing = labels && this.#claim(labels, new CheckSource(metric));
    this.#put(outgoing, metric, [Math.floor(timestamp)], [checkStatuses.indexOf(status)], ledger);
  }

  #put(
    outgoing: Outgoing | undefined,
    metric: string,
    timestamps: readonly number[],
    values: readonly number[],
    ledger: WriteLedger,
  ): void {
    if (outgoing === undefined) {
      const hint = 'another series has the same labels: give tags the form key:value';
      ledger.refuse('same_labels', timestamps.length, metric, hint);
      return;
    }
    const { gained, late } = outgoing.put(timestamps, values);
    ledger.enqueue(gained * outgoing.samplesPerPoint);
    const hint = 'it came for a time that was handed on already: raise settleSeconds';
    ledger.refuse('late', late * outgoing.samplesPerPoint, metric, hint);
    if (outgoing.points.length > 0) this.#waiting.add(outgoing);
    if (ledger.queued > this.#maxSamples) this.#makeRoom(ledger);
  }

  /**
   * Takes what is not later than `until`, unix seconds, up to so many samples, but of each series
   * one: a request of such can be repeated, since a store takes the newest sample of a series again
   * when it has the same value.
   */
  take(until: number, maxSamples: number, ledger: WriteLedger): QueuedSeries[] {
    const series: QueuedSeries[] = [];
    // Nothing may come of a whole turn: then what waits behind that is due.
    let goesOn = true;
    while (series.length === 0 && goesOn) {
      goesOn = this.#takeTurn(series, until, maxSamples, ledger);
    }
    return series;
  }

  /** The oldest of each, as long as there is room. Returns whether there was any. */
  #takeTurn(
    series: QueuedSeries[],
    until: number,
    maxSamples: number,
    ledger: WriteLedger,
  ): boolean {
    const more: Outgoing[] = [];
    let found = false;
    for (const outgoing of this.#waiting) {
      const { points, samplesPerPoint, source } = outgoing;
      if (points.timestampAt(0) > until) continue;
      if (series.length + samplesPerPoint > maxSamples) break;
      const metric = source.metric.name;
      const taken = outgoing.take();
      found = true;
      for (const one of taken) series.push({ ...one, metric });
      if (taken.length === 0) {
        ledger.drop(
          'forgotten',
          samplesPerPoint,
          metric,
          'forgotten before it went: see maxPoints',
        );
      }
      this.#waiting.delete(outgoing);
      if (points.length > 0) more.push(outgoing);
    }
    for (const outgoing of more) this.#waiting.add(outgoing);
    return found;
  }

  /** What is not later than `until` waits no more: another process handed it on. */
  skip(until: number, ledger: WriteLedger): void {
    for (const outgoing of this.#waiting) {
      const { points, samplesPerPoint } = outgoing;
      while (points.length > 0 && points.timestampAt(0) <= until) {
        outgoing.take();
        ledger.disown(samplesPerPoint);
      }
      if (points.length === 0) this.#waiting.delete(outgoing);
    }
  }

  /** How many samples wait. */
  get size(): number {
    let samples = 0;
    for (const { points, samplesPerPoint } of this.#waiting) {
      samples += points.length * samplesPerPoint;
    }
    return samples;
  }

  /** Unix seconds of the oldest that waits; infinite without one. */
  oldest(): number {
    let oldest = Number.POSITIVE_INFINITY;
    for (const { points } of this.#waiting) oldest = Math.min(oldest, points.timestampAt(0));
    return oldest;
  }

  /** Forgets what waits. */
  clear(): void {
    for (const { points } of this.#waiting) points.dropOldest(points.length);
    this.#waiting.clear();
  }

  /** Forgets whose labels those were that the intake holds no points of, or long had no more of. */
  prune(): void {
    const former = new Map<Source, number>();
    for (const [labels, outgoing] of [...this.#owners].reverse()) {
      const { source, points } = outgoing;
      if (points.length > 0) continue;
      let kinds = 0;
      if (!this.#isCurrent(outgoing)) {
        kinds = (former.get(source) ?? 0) + 1;
        former.set(source, kinds);
      }
      if (source.isEmpty || kinds > formerKinds) this.#owners.delete(labels);
    }
  }

  #isCurrent(outgoing: Outgoing): boolean {
    const { source } = outgoing;
    return source instanceof Context && this.#known.get(source)?.outgoing === outgoing;
  }

  /** Nothing when the labels are another context's. */
  #outgoingOf(context: Context): Outgoing | undefined {
    // A type or an interval that changes is another series for Prometheus, since both are labels.
    const kind = `${context.type} ${context.interval}`;
    const known = this.#known.get(context);
    if (known?.kind === kind) return known.outgoing;
    const labels = contextLabels(context);
    const outgoing = labels && this.#claim(labels, context);
    if (outgoing !== undefined) this.#known.set(context, { outgoing, kind });
    return outgoing;
  }

  #claim(labels: readonly Label[], source: Source): Outgoing | undefined {
    const text = labelText(labels);
    const owner = this.#owners.get(text);
    if (owner?.source === source) return owner;
    if (owner?.source instanceof CheckSource && source instanceof CheckSource) return owner;
    if (owner !== undefined) {
      // One that was forgotten and came again: what waits stays in one line, and knows what went.
      return owner.source.isEmpty && owner.handOver(source) ? owner : undefined;
    }
    const outgoing =
      source instanceof Context && source.metric.distribution
        ? new OutgoingDistribution(source, labels)
        : new OutgoingSeries(source, labels);
    this.#owners.set(text, outgoing);
    return outgoing;
  }

  /** A sixteenth more than needed goes at once, so that this does not run for each point. */
  #makeRoom(ledger: WriteLedger): void {
    const surplus = ledger.queued - this.#maxSamples + Math.floor(this.#maxSamples / 16);
    let points = 0;
    let samples = 0;
    for (const { points: waiting, samplesPerPoint } of this.#waiting) {
      points += waiting.length;
      samples += waiting.length * samplesPerPoint;
    }
    const surplusPoints = Math.ceil((surplus * points) / samples);
    const { before, at, count } = oldestTimes(this.#waiting, surplusPoints);
    let left = count;
    for (const outgoing of this.#waiting) {
      const { samplesPerPoint, source } = outgoing;
      const older = outgoing.points.firstFrom(before);
      const same = Math.min(left, outgoing.points.firstFrom(at + 1) - older);
      left -= same;
      const dropped = outgoing.points.dropOldest(older + same) * samplesPerPoint;
      const hint = 'more than maxQueuedSamples waited for the store';
      ledger.drop('queue_full', dropped, source.metric.name, hint);
      if (outgoing.points.length === 0) this.#waiting.delete(outgoing);
    }
  }
}

/** Checks with the same labels are one. Nothing is held of it but its last runs. */
class CheckSource implements Source {
  readonly metric: { readonly name: string };
  readonly isEmpty = true;

  constructor(name: string) {
    this.metric = { name };
  }
}
