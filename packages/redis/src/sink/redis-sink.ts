import {
  type Batch,
  type DeliveryReport,
  type Sink,
  type SinkMode,
  type SinkStats,
  systemClock,
  type WriteOptions,
} from '@dogstats/core';
import { chooseHistogram } from '../aggregate/choose-histogram.js';
import type { HistogramChoice } from '../aggregate/histogram-aggregates.js';
import { makeWriter, OptionProblems, type WriterOptions } from '../options.js';
import { RecordIds } from '../record/record-ids.js';
import type { BareTags } from '../record/record-tags.js';
import { warnOnce } from '../warn-once.js';
import { BatchAccount } from '../write/batch-account.js';
import type { RecordWriter } from '../write/record-writer.js';
import { Totals } from '../write/totals.js';
import type { PointRecords } from './point-records.js';
import { type DistributionAs, RawRecords } from './raw-records.js';
import { WrappedRecords } from './wrapped-records.js';

export interface RedisSinkOptions extends WriterOptions {
  /**
   * `'raw'`: samples, which the relay or a Chouette agent aggregates over all processes.
   * `'wrapped'`: points of this process that only have to be sent.
   * @default 'raw'
   */
  readonly mode?: 'raw' | 'wrapped' | undefined;
  /**
   * Tags without a value, in `raw` mode: left out with one warning, or with an empty value.
   * @default 'drop'
   */
  readonly bareTags?: BareTags | undefined;
  /**
   * Distributions, in `raw` mode: as histograms with one warning, dropped(`refused`), or the whole
   * batch rejected.
   * @default 'histogram'
   */
  readonly distributionAs?: DistributionAs | undefined;
  /**
   * What a histogram becomes in `wrapped` mode.
   * @default { aggregates: ['max', 'median', 'avg', 'count'], percentiles: [0.95] }
   */
  readonly histogram?: Partial<HistogramChoice> | undefined;
  /** Told, once each, of what records can't express. Default: `console.warn`. */
  readonly onWarning?: ((message: string) => void) | undefined;
}

const ownNames = ['mode', 'bareTags', 'distributionAs', 'histogram', 'onWarning'];

/** How long making records may hold the event loop, in milliseconds. */
const sliceMs = 2;

/**
 * A sink that writes to the queue of Chouette-IoT in Redis.
 *
 * ```ts
 * dogStats.start({ sink: new RedisSink({ client: createClient({ url }) }) });
 * ```
 */
export class RedisSink implements Sink {
  readonly mode: SinkMode;
  readonly #records: PointRecords;
  readonly #writer: RecordWriter;
  readonly #totals = new Totals();
  #closed = false;

  /** @throws {DogStatsError} `ERR_OPTIONS`; the message lists everything that is wrong. */
  constructor(options: RedisSinkOptions) {
    const { mode = 'raw', bareTags = 'drop', distributionAs = 'histogram' } = options;
    const problems = new OptionProblems();
    problems.oneOf('mode', mode, ['raw', 'wrapped']);
    problems.oneOf('bareTags', bareTags, ['drop', 'empty']);
    problems.oneOf('distributionAs', distributionAs, ['histogram', 'drop', 'throw']);
    const histogram = chooseHistogram(options.histogram, problems);
    this.#writer = makeWriter('RedisSink', options, mode, ownNames, problems);
    this.mode = mode === 'raw' ? 'add' : 'replace';
    const clock = options.clock ?? systemClock;
    const ids = new RecordIds();
    const onWarning = warnOnce(options.onWarning);
    this.#records =
      mode === 'raw'
        ? new RawRecords({ ids, bareTags, distributionAs, clock, onWarning })
        : new WrappedRecords({ ids, histogram, clock });
  }

  /** Rejects only with `distributionAs: 'throw'`. */
  async write(batch: Batch, { signal, deadline }: WriteOptions): Promise<DeliveryReport> {
    const account = new BatchAccount(this.#totals);
    if (this.#closed || signal.aborted) {
      for (const { samples } of batch.points) account.refuse(samples, 'shutdown');
    } else {
      this.#writer.hurry(deadline);
      await this.#hand(batch, account);
    }
    account.complete();
    return account.settled;
  }

  /** Makes records in slices, between which other work has its turn, and no faster than they go. */
  async #hand(batch: Batch, account: BatchAccount): Promise<void> {
    let sliceEndsMs = performance.now() + sliceMs;
    for (const point of batch.points) {
      for (const record of this.#records.of(point)) {
        if ('reason' in record) account.refuse(record.samples, record.reason, record.error);
        else {
          const { id, score, body, samples } = record;
          account.open(samples);
          this.#writer.push({ id, score, body, samples, owner: account });
        }
        if (performance.now() < sliceEndsMs) continue;
        await new Promise((resolve) => setImmediate(resolve));
        await this.#writer.room();
        sliceEndsMs = performance.now() + sliceMs;
      }
    }
  }

  hurry(): void {
    this.#writer.hurry(Number.POSITIVE_INFINITY);
  }

  /** Drops what is not written. The client stays open: it is yours. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#writer.close();
  }

  stats(): SinkStats {
    return this.#totals.stats(this.#writer.trouble);
  }
}
