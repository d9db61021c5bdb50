import type {
  Batch,
  DeliveryReport,
  MetricPoint,
  Notice,
  NoticeReport,
  Sink,
  SinkStats,
  WriteOptions,
} from '@dogstats/core';

/** A sink with everything that an own one has. */
type OwnSink = Sink & Required<Pick<Sink, 'deliver' | 'hurry' | 'stats'>>;

interface LazySinkOptions<T extends OwnSink> {
  readonly mode: Sink['mode'];
  /** Imports and makes it. */
  readonly load: () => Promise<T>;
  /** Whether it can save what is not delivered; if not given, where it has `saveNow`. */
  readonly saves?: boolean;
}

/**
 * A sink that is loaded in the turn after it was made: only where it is used, and at boot, so that
 * neither the import of the package nor a request in mid-traffic pays for it.
 */
export class LazySink<T extends OwnSink = OwnSink> implements Sink {
  readonly mode: Sink['mode'];
  readonly #loading: Promise<T>;
  readonly #writes = new Set<Promise<DeliveryReport>>();
  #sink: T | undefined;

  constructor({ mode, load, saves = true }: LazySinkOptions<T>) {
    this.mode = mode;
    this.#loading = new Promise((resolve) => setImmediate(resolve)).then(load);
    this.#loading.then(
      (sink) => {
        this.#sink = sink;
        if (saves && sink.saveNow !== undefined) this.saveNow = sink.saveNow.bind(sink);
      },
      // Every write rejects with it, too.
      () => undefined,
    );
  }

  async write(batch: Batch, options: WriteOptions): Promise<DeliveryReport> {
    const writing = this.#write(batch, options);
    this.#writes.add(writing);
    try {
      return await writing;
    } finally {
      this.#writes.delete(writing);
    }
  }

  async #write(batch: Batch, options: WriteOptions): Promise<DeliveryReport> {
    // Once it is loaded the points are read in the turn in which they are handed over.
    const sink = this.#sink ?? (await this.#loading);
    return sink.write(batch, options);
  }

  async deliver(notices: readonly Notice[]): Promise<NoticeReport> {
    const sink = this.#sink ?? (await this.#loading);
    return sink.deliver(notices);
  }

  /** Somebody waits: tries what is retained without further delay. */
  hurry(): void {
    this.#sink?.hurry();
  }

  /** There as soon as it is loaded, if it saves anything. */
  saveNow?(points: Iterable<MetricPoint>): number;

  /** Resolves when every batch is settled, those included that came before it was loaded. */
  async close(): Promise<void> {
    await this.#loading.then(
      (sink) => sink.close(),
      () => undefined,
    );
    await Promise.allSettled(this.#writes);
  }

  stats(): SinkStats {
    return this.#sink?.stats() ?? { accepted: 0, retained: 0, dropped: {} };
  }
}
