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

/** An adding sink with everything that an own one has. */
type OwnSink = Sink & Required<Pick<Sink, 'deliver' | 'hurry' | 'stats'>>;

/** An adding sink, loaded in the turn after it was made, and only where it is used. */
export class LazySink implements Sink {
  readonly mode = 'add';
  readonly #loading: Promise<OwnSink>;
  #sink: OwnSink | undefined;

  /** @param load imports and makes it. */
  constructor(load: () => Promise<OwnSink>) {
    this.#loading = new Promise((resolve) => setImmediate(resolve)).then(load);
    this.#loading.then(
      (sink) => {
        this.#sink = sink;
        if (sink.saveNow !== undefined) this.saveNow = sink.saveNow.bind(sink);
      },
      // Every write rejects with it, too.
      () => undefined,
    );
  }

  async write(batch: Batch, options: WriteOptions): Promise<DeliveryReport> {
    const sink = this.#sink ?? (await this.#loading);
    return sink.write(batch, options);
  }

  async deliver(notices: readonly Notice[]): Promise<NoticeReport> {
    const sink = this.#sink ?? (await this.#loading);
    return sink.deliver(notices);
  }

  hurry(): void {
    this.#sink?.hurry();
  }

  /** There as soon as it is loaded, if it has one. */
  saveNow?(points: Iterable<MetricPoint>): number;

  async close(): Promise<void> {
    await this.#loading.then(
      (sink) => sink.close(),
      () => undefined,
    );
  }

  stats(): SinkStats {
    return this.#sink?.stats() ?? { accepted: 0, retained: 0, dropped: {} };
  }
}
