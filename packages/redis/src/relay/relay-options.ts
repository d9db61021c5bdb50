import { type Clock, mergeTags, readTags, type Sink, systemClock, type Tags } from '@dogstats/core';
import type { HttpSinkOptions } from '@dogstats/transport';
import { chooseHistogram } from '../aggregate/choose-histogram.js';
import type { HistogramChoice } from '../aggregate/histogram-aggregates.js';
import { OptionProblems } from '../options.js';
import { bucketSeconds } from '../record/raw-record.js';
import { connectionTo } from '../redis/connect.js';
import type { RedisClient } from '../redis/redis-client.js';
import type { RedisConnection } from '../redis/redis-connection.js';
import type { DrainReport } from './drain-report.js';

export interface RedisRelayOptions {
  readonly client: RedisClient;
  /**
   * Put before all keys; that of the writers.
   * @default ''
   */
  readonly prefix?: string | undefined;
  /** Where to deliver and how: the options of `HttpSink`. */
  readonly delivery?: HttpSinkOptions | undefined;
  /** Delivers with this instead; closed by `close()`. Its mode must be `'replace'`. */
  readonly sink?: Sink | undefined;
  /** Tags of everything that is delivered; a record's tag of the same key wins. */
  readonly globalTags?: Tags | undefined;
  /**
   * Host of everything that is delivered; a writer's host is a tag of its records.
   * @default ''
   */
  readonly host?: string | undefined;
  /** @default { aggregates: ['max', 'median', 'avg', 'count'], percentiles: [0.95] } */
  readonly histogram?: Partial<HistogramChoice> | undefined;
  /**
   * Seconds after the start of their bucket for which records are taken, at most 3,300. For so long,
   * and ten minutes more, Redis keeps what was delivered.
   * @default 3300
   */
  readonly ttlSeconds?: number | undefined;
  /**
   * Seconds after the end of a bucket before it is delivered: writers flush within ten. Records that
   * come later are delivered with the whole bucket once more.
   * @default 10
   */
  readonly settleSeconds?: number | undefined;
  /**
   * Seconds between two drains of `start()`, which are at multiples of it.
   * @default 10
   */
  readonly intervalSeconds?: number | undefined;
  /**
   * Milliseconds after which the work of a relay that no longer answers is taken over.
   * @default 30000
   */
  readonly leaseMs?: number | undefined;
  /** Told what each drain of `start()` did. */
  readonly onDrain?: ((report: DrainReport) => void) | undefined;
  /**
   * Told of a drain that failed, as when Redis is away, and each time that one is due of what keeps
   * records from being accepted.
   */
  readonly onError?: ((error: Error) => void) | undefined;
  readonly clock?: Clock | undefined;
  readonly random?: (() => number) | undefined;
}

/** What a relay works with. */
export interface ResolvedRelayOptions {
  readonly redis: RedisConnection;
  readonly prefix: string;
  readonly globalTags: readonly string[];
  readonly host: string;
  readonly histogram: HistogramChoice;
  readonly ttlSeconds: number;
  readonly settleSeconds: number;
  readonly intervalSeconds: number;
  readonly leaseMs: number;
  readonly onDrain: (report: DrainReport) => void;
  readonly onError: (error: Error) => void;
  readonly clock: Clock;
  readonly random: () => number;
}

const names = [
  'client',
  'prefix',
  'delivery',
  'sink',
  'globalTags',
  'host',
  'histogram',
  'ttlSeconds',
  'settleSeconds',
  'intervalSeconds',
  'leaseMs',
  'onDrain',
  'onError',
  'clock',
  'random',
];

/** Longer, and Datadog drops what is sent. */
const longestTtlSeconds = 3_300;

/** @throws {DogStatsError} `ERR_OPTIONS`; the message lists everything that is wrong. */
export function resolveRelay(options: RedisRelayOptions): ResolvedRelayOptions {
  const { client, prefix = '', sink, delivery, ttlSeconds = longestTtlSeconds } = options;
  const { settleSeconds = 10, intervalSeconds = bucketSeconds, leaseMs = 30_000 } = options;
  const problems = new OptionProblems();
  problems.known(options, names);
  const redis = connectionTo(client, prefix);
  if ('problem' in redis) problems.add(redis.problem);
  if ((sink === undefined) === (delivery === undefined)) {
    problems.add('delivery: expected where to deliver, or a sink instead, and not both');
  }
  if (sink !== undefined && sink.mode !== 'replace') {
    problems.add("sink: expected one of mode 'replace', because whole buckets are sent again");
  }
  problems.wholeNumber('ttlSeconds', ttlSeconds, 60);
  if (ttlSeconds > longestTtlSeconds) {
    problems.add(`ttlSeconds: expected at most ${longestTtlSeconds}, got ${ttlSeconds}`);
  }
  problems.wholeNumber('settleSeconds', settleSeconds, 0);
  problems.wholeNumber('intervalSeconds', intervalSeconds, 1);
  problems.wholeNumber('leaseMs', leaseMs, 100);
  const histogram = chooseHistogram(options.histogram, problems);
  problems.throwAny('RedisRelay');
  return {
    redis: redis as RedisConnection,
    prefix,
    globalTags: mergeTags(readTags(options.globalTags), []),
    host: options.host ?? '',
    histogram,
    ttlSeconds,
    settleSeconds,
    intervalSeconds,
    leaseMs,
    onDrain: harmless(options.onDrain),
    onError: harmless(options.onError),
    clock: options.clock ?? systemClock,
    random: options.random ?? Math.random,
  };
}

/** A listener that is called by timers, where nobody could catch what it throws. */
function harmless<Told>(listener: ((told: Told) => void) | undefined): (told: Told) => void {
  return (told) => {
    try {
      listener?.(told);
    } catch {
      // Draining goes on.
    }
  };
}
