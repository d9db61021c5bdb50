import type { Bucket } from '../metric/bucket.js';
import { type BucketByType, newBucket } from '../metric/bucket-types.js';
import { Distribution } from '../metric/distribution.js';
import type { MetricPoint } from '../metric/metric-point.js';
import type { MetricType } from '../metric/metric-type.js';
import { DropCounter, type DropReason } from '../sink/drop-reason.js';
import { addSample } from './add-sample.js';
import type { BucketTime } from './bucket-time.js';
import type { ContextTable } from './context-table.js';
import { dropMessage } from './drop-message.js';
import type { FullDistributions } from './full-distributions.js';
import type { LiveContext } from './live-context.js';
import type { Problems } from './problem.js';
import type { RecordOptions } from './recorder.js';
import type { Scope } from './scope.js';

interface SlowPathParts {
  readonly contexts: ContextTable;
  readonly time: BucketTime;
  readonly full: FullDistributions;
  readonly problems: Problems;
  readonly random: () => number;
  readonly asDistributions: boolean;
}

/** How to read what another aggregator has cut. */
export interface TakeOptions {
  /** Whether its name has its prefix already; otherwise it gets that of here. */
  readonly keepsName: boolean;
  /** Whether it belongs to the host that it names; otherwise to that of here. */
  readonly keepsHost: boolean;
  /** Whether it counts as recorded and dropped here when it can't be added. */
  readonly countsRefusal?: boolean;
}

/** The way of a call that no fast path takes: every rule of recording, in order, or why it is dropped. */
export class SlowPath {
  /** What was refused here. */
  readonly dropped: DropCounter = new DropCounter();
  /** Latest start of a bucket that has to be sent whole, unix seconds; `undefined` without one. */
  usedUntil: number | undefined;
  readonly #contexts: ContextTable;
  readonly #time: BucketTime;
  readonly #full: FullDistributions;
  readonly #problems: Problems;
  readonly #random: () => number;
  readonly #asDistributions: boolean;

  constructor(parts: SlowPathParts) {
    this.#contexts = parts.contexts;
    this.#time = parts.time;
    this.#full = parts.full;
    this.#problems = parts.problems;
    this.#random = parts.random;
    this.#asDistributions = parts.asDistributions;
  }

  /** Never throws, whatever it is given. */
  record(
    type: MetricType,
    name: unknown,
    value: unknown,
    tags: unknown,
    options: RecordOptions | undefined,
    scope?: Scope,
  ): void {
    let reason: DropReason | undefined;
    const kept = type === 'histogram' && this.#asDistributions ? 'distribution' : type;
    try {
      reason = this.#tryRecord(kept, name, value, tags, options, scope);
    } catch {
      reason = 'invalid_arguments';
    }
    if (reason !== undefined) this.#drop(reason, 1, kept, name, value);
  }

  /**
   * Adds what another aggregator has cut to the bucket of its time. Members that a set has no room for
   * count as dropped here.
   *
   * @returns why it can't be added; then none of its calls count here.
   */
  take(point: MetricPoint, { keepsName, keepsHost }: TakeOptions): DropReason | undefined {
    const { type, context, bucketStart, state, samples } = point;
    const start = this.#time.startOf(type, bucketStart);
    if (typeof start === 'string') return start;
    const scope = keepsName ? this.#contexts.prefixed : undefined;
    const host = keepsHost && context.host !== this.#contexts.host ? context.host : undefined;
    const live = this.#contexts.resolve(type, context.name, context.tags, host, scope);
    if (typeof live === 'string') return live;
    const bucket = live.find(start) ?? this.#begin(live, start);
    const surplus = (bucket as Bucket).merge(state, samples);
    if (surplus > 0 && surplus === samples) return 'set_full';
    if (surplus > 0) this.#drop('set_full', surplus, type, context.name, undefined);
    if (bucket instanceof Distribution) this.dropped.add('queue_full', this.#limit(live, bucket));
    return undefined;
  }

  #tryRecord(
    type: MetricType,
    name: unknown,
    value: unknown,
    tags: unknown,
    options: RecordOptions | undefined,
    scope: Scope | undefined,
  ): DropReason | undefined {
    if (typeof name !== 'string') return 'invalid_name';
    const isMember = type === 'set' && typeof value === 'string';
    if (!isMember && !Number.isFinite(value)) return 'invalid_value';
    const start = this.#time.startOf(type, options?.timestamp);
    if (typeof start === 'string') return start;
    const weight = this.#weight(type, name, options?.sampleRate);
    if (weight === 0) return 'sampled';
    const host = typeof options?.host === 'string' ? options.host : undefined;
    const live = this.#contexts.resolve(type, name, tags, host, scope);
    if (typeof live === 'string') return live;
    return this.#add(live, start, value as string | number, weight);
  }

  /** 1 ÷ sample rate, or 0 when the sample is not among those that are kept. */
  #weight(type: MetricType, name: string, sampleRate: number | undefined): number {
    if (sampleRate === undefined || !(sampleRate < 1)) return 1;
    if (type !== 'count' && type !== 'histogram') {
      this.#problems.report(
        'sample_rate_ignored',
        name,
        (metric) => `sampleRate is ignored for the ${type} "${metric}": every call counts.`,
      );
      return 1;
    }
    return this.#random() < sampleRate ? 1 / sampleRate : 0;
  }

  #add<T extends MetricType>(
    live: LiveContext<T>,
    start: number,
    value: string | number,
    weight: number,
  ): DropReason | undefined {
    const bucket = live.find(start) ?? this.#begin(live, start);
    if (!addSample(bucket, value, weight)) return 'set_full';
    if (!(bucket instanceof Distribution)) return undefined;
    const lost = this.#limit(live, bucket);
    if (lost === 0) return undefined;
    // The present call is counted by the reason.
    this.dropped.add('queue_full', lost - 1);
    return 'queue_full';
  }

  /** Sets a distribution aside once it is full. @returns calls that are lost thereby. */
  #limit<T extends MetricType>(live: LiveContext<T>, bucket: BucketByType[T]): number {
    return bucket instanceof Distribution && bucket.full ? this.#full.setAside(live, bucket) : 0;
  }

  #begin<T extends MetricType>(live: LiveContext<T>, start: number): BucketByType[T] {
    const { type } = live.context;
    const bucket = newBucket[type](start) as unknown as BucketByType[T];
    live.insert(bucket);
    if (this.#time.isWhole(type)) this.usedUntil = Math.max(start, this.usedUntil ?? start);
    return bucket;
  }

  #drop(reason: DropReason, calls: number, type: MetricType, name: unknown, value: unknown): void {
    this.dropped.add(reason, calls);
    const message = dropMessage(reason, type, value);
    if (message !== undefined) this.#problems.report(reason, name, message);
  }
}
