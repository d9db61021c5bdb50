import type {
  EventMessage,
  Message,
  MetricMessage,
  ServiceCheckMessage,
} from '../message/message.js';
import { AgentBucket, seriesOf } from './agent-bucket.js';
import { type AgentContext, AgentContexts, type Sender, senderOf } from './agent-context.js';
import {
  type AgentDrops,
  type AgentEvent,
  type AgentFlush,
  type AgentSeries,
  type AgentServiceCheck,
  bucketSeconds,
} from './agent-flush.js';
import { type AgentHistogramOptions, defaultHistogram, weightOf } from './histogram.js';

export interface AgentAggregatorOptions {
  /** Host of messages that name none. */
  readonly host: string;
  /** Tags of every message. */
  readonly tags?: readonly string[] | undefined;
  readonly histogram?: Partial<AgentHistogramOptions> | undefined;
  /**
   * How long a count is sent as zero after its last value: the Agent's `dogstatsd_expiry_seconds`.
   * @default 300
   */
  readonly expirySeconds?: number | undefined;
  /**
   * Contexts that are held at once.
   * @default 100_000
   */
  readonly maxContexts?: number | undefined;
  /**
   * Values of histograms and distributions, members of sets, events and checks that are held at once.
   * @default 1_000_000
   */
  readonly maxSamples?: number | undefined;
}

/** Seconds after its last value for which any other context is remembered. */
const contextExpirySeconds = 20;

/**
 * Aggregates messages as the Datadog Agent does: in buckets of ten seconds by the time at which they
 * come, counts as rates, histograms as a choice of aggregates. Without I/O, clock or timer.
 */
export class AgentAggregator {
  readonly #defaults: Sender;
  readonly #histogram: AgentHistogramOptions;
  readonly #expirySeconds: number;
  readonly #maxSamples: number;
  readonly #contexts: AgentContexts;
  readonly #buckets = new Map<number, AgentBucket>();
  /** Of messages with a time of their own, which are not aggregated. */
  #timed: AgentSeries[] = [];
  #events: AgentEvent[] = [];
  #serviceChecks: AgentServiceCheck[] = [];
  readonly #dropped = { contexts: 0, samples: 0 };
  /** Buckets before this were flushed. */
  #flushedUntil: number | undefined;

  constructor(options: AgentAggregatorOptions) {
    this.#defaults = { host: options.host, tags: options.tags ?? [] };
    this.#histogram = { ...defaultHistogram, ...options.histogram };
    this.#expirySeconds = options.expirySeconds ?? 300;
    this.#maxSamples = options.maxSamples ?? 1_000_000;
    this.#contexts = new AgentContexts(options.maxContexts ?? 100_000, this.#defaults);
  }

  /** @param nowSeconds when it came, unix seconds. */
  add(message: Message, nowSeconds: number): void {
    if (this.#held + mostHeld(message) > this.#maxSamples) {
      this.#dropped.samples += message.kind === 'metric' ? message.values.length : 1;
    } else if (message.kind === 'metric') this.#addMetric(message, nowSeconds);
    else this.#addOther(message, nowSeconds);
  }

  /**
   * Takes out what has ended, with the zeros of counts that had no value.
   *
   * @param nowSeconds unix seconds.
   * @param withOpen whether the bucket that is open goes, too, as far as it is; it comes whole again
   *   when it has ended.
   */
  flush(nowSeconds: number, withOpen = false): AgentFlush {
    const before = bucketStart(nowSeconds);
    this.#addZeros(before);
    const series = this.#timed;
    for (const [start, bucket] of this.#buckets) {
      if (start >= before && !withOpen) continue;
      for (const one of bucket.series(this.#histogram)) series.push(one);
      if (start >= before) bucket.forgetDistributions();
      else this.#buckets.delete(start);
    }
    const flush = { series, events: this.#events, serviceChecks: this.#serviceChecks };
    this.#timed = [];
    this.#events = [];
    this.#serviceChecks = [];
    this.#contexts.forget((context) => this.#isOver(context, before));
    this.#flushedUntil = before;
    return flush;
  }

  /** Lets go of all that was collected; what was dropped stays counted. */
  clear(): void {
    this.#buckets.clear();
    this.#contexts.forget(() => true);
    this.#timed = [];
    this.#events = [];
    this.#serviceChecks = [];
  }

  /** What had no room, since the start. */
  get dropped(): AgentDrops {
    return { ...this.#dropped };
  }

  /** Contexts held at the moment. */
  get contexts(): number {
    return this.#contexts.size;
  }

  /** Two buckets live at most, but for a clock that jumps. */
  get #held(): number {
    let held = this.#timed.length + this.#events.length + this.#serviceChecks.length;
    for (const bucket of this.#buckets.values()) held += bucket.held;
    return held;
  }

  #addMetric(message: MetricMessage, nowSeconds: number): void {
    const context = this.#contexts.find(message);
    if (context === undefined) {
      this.#dropped.contexts += message.values.length;
      return;
    }
    if (message.timestamp !== undefined) {
      this.#addTimed(context, message, message.timestamp);
      return;
    }
    context.lastSeconds = nowSeconds;
    this.#bucketAt(bucketStart(nowSeconds)).add(context, message);
  }

  /** The Agent hands these on as they are, a count as the rate that it would be in a bucket. */
  #addTimed(context: AgentContext, { type, values }: MetricMessage, timestamp: number): void {
    for (const value of values as readonly number[]) {
      const series =
        type === 'c'
          ? seriesOf(context, 'rate', timestamp, [value / bucketSeconds])
          : seriesOf(context, 'gauge', timestamp, [value]);
      this.#timed.push(series);
    }
  }

  #addOther(message: EventMessage | ServiceCheckMessage, nowSeconds: number): void {
    const sender = senderOf(message.tags, this.#defaults);
    const filled = {
      ...{ tags: sender.tags, host: message.host || sender.host },
      timestamp: message.timestamp ?? Math.floor(nowSeconds),
    };
    if (message.kind === 'event') this.#events.push({ ...message, ...filled });
    else this.#serviceChecks.push({ ...message, ...filled });
  }

  #bucketAt(start: number): AgentBucket {
    let bucket = this.#buckets.get(start);
    if (bucket === undefined) {
      bucket = new AgentBucket(start);
      this.#buckets.set(start, bucket);
    }
    return bucket;
  }

  /** Adds a zero to each bucket that a count has no value in. */
  #addZeros(before: number): void {
    const oldest = before - this.#expirySeconds;
    const first = Math.max(this.#flushedUntil ?? before - bucketSeconds, bucketStart(oldest));
    for (const context of this.#contexts) {
      if (context.type !== 'count') continue;
      for (let start = first; start < before; start += bucketSeconds) {
        if (context.lastSeconds + this.#expirySeconds <= start) break;
        if (context.lastSeconds < start + bucketSeconds) this.#bucketAt(start).add(context, zero);
      }
    }
  }

  #isOver(context: AgentContext, before: number): boolean {
    const seconds = context.type === 'count' ? this.#expirySeconds : contextExpirySeconds;
    return context.lastSeconds + seconds <= before;
  }
}

/** What a message adds to what is held, at most. */
function mostHeld(message: Message): number {
  if (message.kind !== 'metric') return 1;
  if (message.type === 'd') return message.values.length * weightOf(message.sampleRate);
  const isHeld = message.type !== 'c' && message.type !== 'g';
  return isHeld || message.timestamp !== undefined ? message.values.length : 0;
}

const zero: MetricMessage = {
  kind: 'metric',
  name: '',
  type: 'c',
  values: [0],
  sampleRate: 1,
  tags: [],
};

function bucketStart(seconds: number): number {
  return Math.floor(seconds / bucketSeconds) * bucketSeconds;
}
