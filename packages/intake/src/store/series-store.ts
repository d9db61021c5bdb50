import type { DecodedSeries, DecodedSketches } from '../decode/decoded-series.js';
import { Context } from './context.js';
import { canonicalTags, contextKey } from './context-key.js';
import type { Evicted } from './evicted.js';
import { HeldMetric } from './held-metric.js';
import { oldestTimes } from './oldest-times.js';
import { WriteOrder } from './write-order.js';

export interface StoreLimits {
  readonly retentionSeconds: number;
  readonly maxSeries: number;
  readonly maxPoints: number;
}

/** Something that wants to know what changed, the live page for one. */
export interface StoreListener {
  /** A context is about to be made, written to, or shortened: what it was can be read now. */
  changing?(context: Context): void;
  /**
   * Points were written to `context`, the earliest of them at `timestamp`.
   *
   * @param values for each of `timestamps` one; none for sketches
   */
  written(
    context: Context,
    timestamp: number,
    timestamps: readonly number[],
    values: readonly number[],
  ): void;
  /** The metric has no context any more. */
  removed(metric: HeldMetric): void;
}

/**
 * What was received within the retention, by Datadog's rules: for series the value received last wins
 * a second, for distributions every sample stays.
 *
 * Bounded in contexts and in points; past a bound the oldest go.
 */
export class SeriesStore {
  readonly #limits: StoreLimits;
  readonly #metrics = new Map<string, HeldMetric>();
  readonly #contexts = new Map<string, Context>();
  readonly #listeners = new Set<StoreListener>();
  readonly #order = new WriteOrder<Context>();
  /** Clients send the same series in the same order again: the one that came after the last one then. */
  #likely: Context | undefined;
  #points = 0;
  #bins = 0;
  #evictedSeries = 0;
  #evictedPoints = 0;
  #sweptAt = 0;
  /** Nothing held is of an earlier second. */
  #earliest = Number.POSITIVE_INFINITY;
  #comings = 0;

  constructor(limits: StoreLimits) {
    this.#limits = limits;
  }

  get contextCount(): number {
    return this.#contexts.size;
  }

  get pointCount(): number {
    return this.#points;
  }

  /** Another number whenever a context came or went. */
  get composition(): number {
    return this.#comings;
  }

  /** Since the start, whatever was cleared meanwhile. */
  get evicted(): Evicted {
    return { series: this.#evictedSeries, points: this.#evictedPoints };
  }

  metrics(): Iterable<HeldMetric> {
    return this.#metrics.values();
  }

  /** @param key of the context, see `Context` */
  context(key: string): Context | undefined {
    return this.#contexts.get(key);
  }

  /** The metrics of one name: none, one, or a series and a distribution. */
  metricsNamed(name: string): HeldMetric[] {
    return [false, true].flatMap(
      (distribution) => this.#metrics.get(HeldMetric.key(name, distribution)) ?? [],
    );
  }

  /** Calls `listener` until the function returned is called. */
  listen(listener: StoreListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Writes the points of one series that passed the rules. */
  write(series: DecodedSeries): void {
    const { timestamps, values } = series;
    if (timestamps.length === 0) return;
    const context = this.#contextOf(series.metric, series.host, series.tags, series);
    const { points, metric } = context;
    if (metric.distribution) {
      for (let index = 0; index < timestamps.length; index++) {
        this.#points += points.add(timestamps[index] as number, values[index] as number);
      }
    } else this.#points += points.setAll(timestamps, values);
    const earliest = earliestOf(timestamps);
    if (earliest < this.#earliest) this.#earliest = earliest;
    for (const listener of this.#listeners) {
      listener.written(context, earliest, timestamps, values);
    }
    if (this.#points > this.#limits.maxPoints) this.#makeRoom();
  }

  /** Adds sketches that passed the rules to the distribution that they belong to. */
  writeSketches({ metric, host, tags, timestamps, sketches }: DecodedSketches): void {
    if (timestamps.length === 0) return;
    const context = this.#contextOf(metric, host, tags, { type: 'distribution', interval: 0 });
    sketches.forEach((sketch, index) => {
      this.#bins += context.addSketch(timestamps[index] as number, sketch);
    });
    const earliest = earliestOf(timestamps);
    if (earliest < this.#earliest) this.#earliest = earliest;
    for (const listener of this.#listeners) listener.written(context, earliest, timestamps, []);
    if (this.#bins > this.#limits.maxPoints) this.#makeRoomForSketches();
  }

  /** Forgets what is older than the retention. @param now unix seconds */
  sweep(now: number): void {
    if (now === this.#sweptAt) return;
    this.#sweptAt = now;
    const from = now - this.#limits.retentionSeconds;
    if (this.#earliest >= from) return;
    this.#earliest = Number.POSITIVE_INFINITY;
    for (const context of this.#contexts.values()) {
      if (context.earliest < from) {
        this.#dropSketches(context, from);
        this.#dropOldest(context, context.points.firstFrom(from));
      }
      this.#earliest = Math.min(this.#earliest, context.earliest);
    }
  }

  clear(): void {
    for (const context of this.#contexts.values()) this.#remove(context);
  }

  #contextOf(
    metric: string,
    host: string,
    sentTags: readonly string[],
    { type, interval }: Pick<DecodedSeries, 'type' | 'interval'>,
  ): Context {
    const tags = canonicalTags(sentTags);
    const likely = this.#likely;
    const context = likely?.isOf(metric, type === 'distribution', host, tags)
      ? likely
      : this.#contextAt(tags, { metric, host, type });
    this.#changing(context);
    this.#likely = context.newer;
    this.#order.touch(context);
    context.type = type;
    context.metric.type = type;
    context.interval = interval;
    return context;
  }

  #contextAt(
    tags: readonly string[],
    series: Pick<DecodedSeries, 'metric' | 'host' | 'type'>,
  ): Context {
    const metricKey = HeldMetric.key(series.metric, series.type === 'distribution');
    const key = `${metricKey}\u0000${contextKey(series.host, tags)}`;
    return this.#contexts.get(key) ?? this.#newContext(key, metricKey, series, tags);
  }

  #newContext(
    key: string,
    metricKey: string,
    series: Pick<DecodedSeries, 'metric' | 'host' | 'type'>,
    tags: readonly string[],
  ): Context {
    if (this.#contexts.size >= this.#limits.maxSeries) {
      const { oldest } = this.#order;
      if (oldest !== undefined) this.#evictWhole(oldest);
    }
    let metric = this.#metrics.get(metricKey);
    if (metric === undefined) {
      metric = new HeldMetric(metricKey, series.metric, series.type, this.#sweptAt);
      this.#metrics.set(metricKey, metric);
    }
    const context = new Context(key, metric, series.host, tags, series.type);
    metric.contexts.add(context);
    metric.composition++;
    this.#contexts.set(key, context);
    this.#comings++;
    return context;
  }

  /** A sixteenth more than needed goes at once, so that this does not run for each point. */
  #makeRoom(): void {
    const { maxPoints } = this.#limits;
    const surplus = this.#points - maxPoints + Math.floor(maxPoints / 16);
    const { before, at, count } = oldestTimes(this.#contexts.values(), surplus);
    let left = count;
    for (const context of this.#contexts.values()) {
      const { points } = context;
      const older = points.firstFrom(before);
      const same = Math.min(left, points.firstFrom(at + 1) - older);
      left -= same;
      this.#evict(context, older + same);
    }
  }

  /** The same for sketches, each of which costs its bins. */
  #makeRoomForSketches(): void {
    const { maxPoints } = this.#limits;
    const held = [...this.#contexts.values()].flatMap(({ sketches }) => sketches?.from(0) ?? []);
    held.sort(([a], [b]) => a - b);
    let left = this.#bins - maxPoints + Math.floor(maxPoints / 16);
    const cut = held.find(([, sketch]) => {
      left -= sketch.keys.length;
      return left <= 0;
    });
    const before = (cut?.[0] ?? 0) + 1;
    for (const context of this.#contexts.values()) {
      if (context.sketches === undefined) continue;
      this.#evictedPoints += this.#dropSketches(context, before);
      if (context.isEmpty) this.#evictWhole(context);
    }
  }

  #evictWhole(context: Context): void {
    this.#evictedPoints += context.held;
    this.#evictedSeries++;
    this.#remove(context);
  }

  /** @returns how many sketches went */
  #dropSketches(context: Context, before: number): number {
    const { sketches } = context;
    if (sketches === undefined) return 0;
    this.#changing(context);
    const bins = sketches.bins;
    const dropped = sketches.dropBefore(before);
    this.#bins -= bins - sketches.bins;
    return dropped;
  }

  /** Forgets the oldest points for want of room. */
  #evict(context: Context, count: number): void {
    this.#evictedPoints += count;
    this.#dropOldest(context, count);
    if (context.isEmpty) this.#evictedSeries++;
  }

  #dropOldest(context: Context, count: number): void {
    if (count > 0) this.#changing(context);
    this.#points -= context.points.dropOldest(count);
    if (context.isEmpty) this.#remove(context);
  }

  #changing(context: Context): void {
    for (const listener of this.#listeners) listener.changing?.(context);
  }

  #remove(context: Context): void {
    const { metric } = context;
    this.#changing(context);
    this.#dropSketches(context, Number.POSITIVE_INFINITY);
    this.#points -= context.points.dropOldest(context.points.length);
    this.#contexts.delete(context.key);
    this.#order.remove(context);
    if (this.#likely === context) this.#likely = undefined;
    this.#comings++;
    metric.contexts.delete(context);
    metric.composition++;
    if (metric.contexts.size > 0) return;
    this.#metrics.delete(metric.key);
    for (const listener of this.#listeners) listener.removed(metric);
  }
}

/** Not by `Math.min(...)`: it takes no list of a million. */
function earliestOf(timestamps: readonly number[]): number {
  let earliest = Number.POSITIVE_INFINITY;
  for (const timestamp of timestamps) if (timestamp < earliest) earliest = timestamp;
  return earliest;
}
