import {
  createTimed,
  DropCounter,
  type DropReason,
  type MetricTimer,
  type SinkStats,
  startTimer,
  systemClock,
  type TimedDecorator,
  type TimingTarget,
} from '@dogstats/core';
import { makeWriter, OptionProblems, type WriterOptions } from './options.js';
import { recordProblem } from './record/check-record.js';
import { bucketOf, type RawType } from './record/raw-record.js';
import { RecordIds } from './record/record-ids.js';
import { seriesHash } from './record/series-hash.js';
import { setMembers } from './record/set-members.js';
import { warnOnce } from './warn-once.js';
import type { Outgoing, Owner } from './write/outgoing.js';
import type { RecordWriter } from './write/record-writer.js';

export interface ChouetteClientOptions extends WriterOptions {
  /**
   * The score of records in the queue. `'bucket'`: the start of their ten seconds, so that records of
   * one series lie side by side, without which a Chouette agent does not merge them. `'timestamp'`:
   * their own time, as the Python client writes it.
   * @default 'bucket'
   */
  readonly score?: 'bucket' | 'timestamp' | undefined;
  /** Told of each kind of loss once. Default: `console.warn`. */
  readonly onWarning?: ((message: string) => void) | undefined;
}

/** Tags of a record, each with a value. */
export type ChouetteTags = Readonly<Record<string, string | number | boolean>>;

/** The time of a sample: unix seconds or a `Date`; without one, or 0, it is now. */
export type ChouetteTime = number | Date | null | undefined;

/** Figures of a client, in calls: recorded = accepted + retained + dropped, always. */
export interface ChouetteStats extends SinkStats {
  readonly recorded: number;
}

/**
 * Writes samples to Redis, one record for each call, with the calls of Chouette-IoT's Python client.
 *
 * Each call resolves with the id of its record, or with `null` when it was not stored; none throws,
 * and none has to be awaited. Where calls are many, `RedisSink` behind a `DogStats` aggregates first.
 */
export class ChouetteClient {
  readonly #writer: RecordWriter;
  readonly #options: ChouetteClientOptions;
  readonly #ids = new RecordIds();
  readonly #warn: (kind: string, message: string) => void;
  readonly #dropped = new DropCounter();
  #recorded = 0;
  #accepted = 0;

  /** @throws {DogStatsError} `ERR_OPTIONS`; the message lists everything that is wrong. */
  constructor(options: ChouetteClientOptions) {
    const problems = new OptionProblems();
    problems.oneOf('score', options.score, ['bucket', 'timestamp']);
    this.#writer = makeWriter('ChouetteClient', options, 'raw', ['score', 'onWarning'], problems);
    this.#options = options;
    this.#warn = warnOnce(options.onWarning);
  }

  /** Adds to a count. */
  count(
    metric: string,
    value: number,
    timestamp?: ChouetteTime,
    tags?: ChouetteTags,
  ): Promise<string | null> {
    return this.#store('count', metric, () => value, timestamp, tags);
  }

  /** Adds to a count. */
  increment(
    metric: string,
    value = 1,
    timestamp?: ChouetteTime,
    tags?: ChouetteTags,
  ): Promise<string | null> {
    return this.#store('count', metric, () => value, timestamp, tags);
  }

  /** Takes off a count. */
  decrement(
    metric: string,
    value = 1,
    timestamp?: ChouetteTime,
    tags?: ChouetteTags,
  ): Promise<string | null> {
    return this.#store('count', metric, () => negated(value), timestamp, tags);
  }

  /** How much there is. The latest value of ten seconds counts. */
  gauge(
    metric: string,
    value: number,
    timestamp?: ChouetteTime,
    tags?: ChouetteTags,
  ): Promise<string | null> {
    return this.#store('gauge', metric, () => value, timestamp, tags);
  }

  /** Adds to a sum that is sent per second: what is known per second already goes in times ten. */
  rate(
    metric: string,
    value: number,
    timestamp?: ChouetteTime,
    tags?: ChouetteTags,
  ): Promise<string | null> {
    return this.#store('rate', metric, () => value, timestamp, tags);
  }

  /** One of many values. */
  histogram(
    metric: string,
    value: number,
    timestamp?: ChouetteTime,
    tags?: ChouetteTags,
  ): Promise<string | null> {
    return this.#store('histogram', metric, () => value, timestamp, tags);
  }

  /** Members seen. What is neither string nor finite number becomes a string, an object its JSON. */
  set(
    metric: string,
    members: readonly unknown[] | ReadonlySet<unknown>,
    timestamp?: ChouetteTime,
    tags?: ChouetteTags,
  ): Promise<string | null> {
    return this.#store('set', metric, () => membersOf(members), timestamp, tags);
  }

  /**
   * Times a function or a method: `timed('load')(loadUser)`, or `@timed('load')`. A histogram of
   * seconds, or of whole milliseconds; also of what throws.
   */
  timed(metric: string, tags?: ChouetteTags, useMs = false): TimedDecorator {
    return createTimed(this.#timingTarget(useMs))(metric, { tags, unit: useMs ? 'ms' : 's' });
  }

  /** A stop watch for a block: `using watch = chouette.timer('load')`. */
  timer(metric: string, tags?: ChouetteTags, useMs = false): MetricTimer {
    return startTimer(this.#timingTarget(useMs), metric, { tags, unit: useMs ? 'ms' : 's' });
  }

  stats(): ChouetteStats {
    const { trouble } = this.#writer;
    return {
      recorded: this.#recorded,
      accepted: this.#accepted,
      retained: this.#recorded - this.#accepted - this.#dropped.total,
      dropped: this.#dropped.counts(),
      errors: trouble === undefined ? [] : [trouble],
    };
  }

  /** Drops what is not written. The Redis client stays open: it is yours. */
  async close(): Promise<void> {
    await this.#writer.close();
  }

  #timingTarget(useMs: boolean): TimingTarget {
    const histogram = (metric: string, value: number, tags?: unknown): void => {
      const rounded = useMs ? Math.round(value) : value;
      void this.histogram(metric, rounded, undefined, tags as ChouetteTags);
    };
    const clock = this.#options.clock ?? systemClock;
    return { recorder: { histogram, distribution: histogram }, clock };
  }

  #store(
    type: RawType,
    metric: string,
    read: () => unknown,
    timestamp: ChouetteTime,
    tags: ChouetteTags | undefined,
  ): Promise<string | null> {
    this.#recorded++;
    try {
      const record = this.#record(type, metric, read(), timestamp, tags);
      if (typeof record === 'string') return this.#refuse(record, metric);
      return new Promise((resolve) => {
        const { id, score, body } = record;
        this.#writer.push({ id, score, body, samples: 1, owner: this.#owner(resolve) });
      });
    } catch {
      return this.#refuse('invalid_arguments', metric);
    }
  }

  /** The record of a call, or what is wrong with the call. */
  #record(
    type: RawType,
    metric: string,
    value: unknown,
    given: ChouetteTime,
    givenTags: ChouetteTags | undefined,
  ): Pick<Outgoing, 'id' | 'score' | 'body'> | DropReason {
    const clock = this.#options.clock ?? systemClock;
    const seconds = given instanceof Date ? given.getTime() / 1000 : given;
    const timestamp = seconds === undefined || !seconds ? clock.now() / 1000 : seconds;
    const problem = recordProblem({ metric, type, value, timestamp });
    if (problem !== undefined) return problem;
    const tags = stringTags(givenTags);
    const sorted = JSON.stringify(Object.entries(tags).sort());
    const id = this.#ids.next(seriesHash(`${metric} ${type} ${sorted}`));
    const score = this.#options.score === 'timestamp' ? timestamp : bucketOf(timestamp);
    return { id, score, body: JSON.stringify({ metric, type, value, timestamp, tags }) };
  }

  #owner(resolve: (id: string | null) => void): Owner {
    return {
      accept: ({ id }) => {
        this.#accepted++;
        resolve(id);
      },
      drop: ({ id, body }, reason, error) => {
        this.#dropped.add(reason, 1);
        const cause = error === undefined ? '' : ` ${error.message}.`;
        this.#warn(
          reason,
          `Record ${id} was lost (${reason}).${cause} It was ${body.slice(0, 500)} for ${this.#writer.queueName}. Others will not be named: see stats().`,
        );
        resolve(null);
      },
      duplicate: () => {},
    };
  }

  async #refuse(reason: DropReason, metric: unknown): Promise<null> {
    this.#dropped.add(reason, 1);
    // Not everything can be printed.
    const name = typeof metric === 'string' ? metric.slice(0, 200) : `(${typeof metric})`;
    this.#warn(`${reason} ${name}`, `A call for the metric "${name}" was not recorded: ${reason}.`);
    return null;
  }
}

/** What is no number stays as it is, to be refused. */
function negated(value: unknown): unknown {
  return typeof value === 'number' ? -value : value;
}

/** What is no list and no set stays as it is, to be refused. */
function membersOf(members: unknown): unknown {
  return Array.isArray(members) || members instanceof Set ? setMembers(members) : members;
}

/** Other values than strings a Chouette agent would print as Python does. */
function stringTags(tags: ChouetteTags | undefined): Record<string, string> {
  const entries = Object.entries(tags ?? {}).filter(
    ([, value]) => value !== null && value !== undefined,
  );
  return Object.fromEntries(entries.map(([key, value]) => [key, String(value)]));
}
