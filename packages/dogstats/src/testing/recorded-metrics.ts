import {
  type CheckNotice,
  type EventNotice,
  mergeTags,
  type Notice,
  type NoticeReport,
  readTags,
  type Tags,
} from '@dogstats/core';
import { ManualClock, MemorySink } from '@dogstats/core/testing';
import type { DogStats } from '../dog-stats.js';
import { dogStats as shared } from '../global.js';
import type { DogStatsOptions } from '../options.js';
import { underTest } from '../under-test.js';
import { formatMetric, mergePoints, type RecordedMetric } from './recorded-metric.js';

/** What `recordMetrics()` takes. */
export interface RecordMetricsOptions
  extends Pick<DogStatsOptions, 'prefix' | 'tags' | 'host' | 'maxContexts'> {
  /**
   * The instance whose calls are recorded.
   * @default the one that the program shares
   */
  readonly dogStats?: DogStats | undefined;
}

/** Keeps everything, events and service checks too. */
class RecordingSink extends MemorySink {
  readonly notices: Notice[] = [];

  constructor() {
    super('add');
  }

  async deliver(notices: readonly Notice[]): Promise<NoticeReport> {
    this.notices.push(...notices);
    const accepted = notices.length;
    return { accepted, dropped: {}, possiblyDuplicated: 0, errors: [], eventIds: [] };
  }
}

/** What a program recorded in a test. */
export class RecordedMetrics {
  readonly dogStats: DogStats;
  /** The time of metrics and timers. It stands until it is told to move. */
  readonly clock: ManualClock = new ManualClock();
  /** What developers were told: mistakes, each by its code. */
  readonly messages: string[] = [];
  readonly #sink = new RecordingSink();

  /** @internal See `recordMetrics()`. */
  constructor({ dogStats = shared, ...options }: RecordMetricsOptions) {
    this.dogStats = dogStats;
    const say = (message: string): void => void this.messages.push(message);
    dogStats.start({
      host: '',
      ...options,
      env: {},
      sink: this.#sink,
      clock: this.clock,
      autoFlush: false,
      logger: { debug: say, info: say, warn: say, error: say },
    });
    underTest.add(dogStats);
  }

  /** Everything recorded so far, calls of this very turn included, in the order of first use. */
  all(): RecordedMetric[] {
    // A sink that adds gets all there is within the call.
    void this.dogStats.flush();
    return mergePoints(this.#sink.points);
  }

  /** Those of a name that have all of these tags, and maybe more. */
  find(name: string, tags?: Tags): RecordedMetric[] {
    const wanted = mergeTags(readTags(tags), []);
    return this.all().filter(
      (metric) => metric.name === name && wanted.every((tag) => metric.tags.includes(tag)),
    );
  }

  /** Events recorded so far. */
  events(): EventNotice[] {
    return this.#notices().filter((notice) => notice.kind === 'event');
  }

  /** Service checks recorded so far. */
  checks(): CheckNotice[] {
    return this.#notices().filter((notice) => notice.kind === 'check');
  }

  #notices(): readonly Notice[] {
    void this.dogStats.flush();
    return this.#sink.notices;
  }

  /** Sum of the counts of a name that have all of these tags. */
  count(name: string, tags?: Tags): number {
    const counts = this.find(name, tags).filter(({ type }) => type === 'count');
    return counts.reduce((sum, { value }) => sum + value, 0);
  }

  /** One line for each metric, sorted: for snapshots, and to look at. */
  toString(): string {
    return this.all().map(formatMetric).sort().join('\n');
  }

  /** Forgets what was recorded, between tests. */
  reset(): void {
    this.all();
    this.#sink.points.length = 0;
    this.#sink.notices.length = 0;
    this.messages.length = 0;
  }

  /** Ends the recording; the instance can then be started again. */
  async stop(): Promise<void> {
    underTest.delete(this.dogStats);
    const closing = this.dogStats.close({ timeoutMs: 0 });
    await this.clock.advance(0);
    await closing;
  }
}

/**
 * Records metrics in place of delivery, on a clock that stands still. Call it before the program is
 * started: that the program then calls `start()` and `close()` itself changes nothing.
 */
export function recordMetrics(options: RecordMetricsOptions = {}): RecordedMetrics {
  return new RecordedMetrics(options);
}

/** For `expect.addSnapshotSerializer()` of vitest and jest. */
export const metricsSerializer: {
  test(value: unknown): boolean;
  serialize(value: unknown): string;
} = {
  test: (value) => value instanceof RecordedMetrics,
  serialize: (value) => String(value),
};
