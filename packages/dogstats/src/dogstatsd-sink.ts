import type {
  Batch,
  DeliveryReport,
  Notice,
  NoticeReport,
  Sink,
  SinkStats,
  WriteOptions,
} from '@dogstats/core';
import type { DogStatsdSink, DogStatsdSinkOptions } from '@dogstats/dogstatsd';

/** DogStatsD to an Agent, loaded in the turn after it was made, and only where it is used. */
export class LazyDogStatsdSink implements Sink {
  readonly mode = 'add';
  readonly #loading: Promise<DogStatsdSink>;
  #sink: DogStatsdSink | undefined;

  constructor(options: DogStatsdSinkOptions) {
    this.#loading = load(options);
    this.#loading.then(
      (sink) => {
        this.#sink = sink;
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

async function load(options: DogStatsdSinkOptions): Promise<DogStatsdSink> {
  await new Promise((resolve) => setImmediate(resolve));
  const { DogStatsdSink } = await import('@dogstats/dogstatsd');
  return new DogStatsdSink(options);
}
