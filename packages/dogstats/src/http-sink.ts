import {
  type Batch,
  type DeliveryReport,
  DogStatsError,
  type MetricPoint,
  type Notice,
  type NoticeReport,
  type Sink,
  type SinkStats,
  type WriteOptions,
} from '@dogstats/core';
import type { Delivery } from '@dogstats/transport/delivery';
import type { DeliverySettings } from './resolve-options.js';

/**
 * Delivery over HTTP, loaded in the turn after it was made: at boot, so that neither the import of
 * the package nor a request in mid-traffic pays for the HTTP client.
 */
export class LazyHttpSink implements Sink {
  readonly mode = 'replace';
  readonly #loading: Promise<Delivery>;
  readonly #writes = new Set<Promise<DeliveryReport>>();
  #delivery: Delivery | undefined;

  constructor(settings: DeliverySettings) {
    this.#loading = load(settings);
    this.#loading.then(
      (delivery) => {
        this.#delivery = delivery;
        if (settings.spool) this.saveNow = (points) => delivery.saveNow(points);
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
    const delivery = this.#delivery ?? (await this.#loading);
    return delivery.write(batch, options);
  }

  async deliver(notices: readonly Notice[]): Promise<NoticeReport> {
    const delivery = this.#delivery ?? (await this.#loading);
    return delivery.deliver(notices);
  }

  /** Somebody waits: tries what is retained without further delay. */
  hurry(): void {
    this.#delivery?.hurry();
  }

  /** There as soon as it is loaded, with a spool. */
  saveNow?(points: Iterable<MetricPoint>): number;

  /** Resolves when every batch is settled, those included that came before it was loaded. */
  async close(): Promise<void> {
    await this.#loading.then(
      (delivery) => delivery.close(),
      () => undefined,
    );
    await Promise.allSettled(this.#writes);
  }

  stats(): SinkStats {
    return this.#delivery?.stats() ?? { accepted: 0, retained: 0, dropped: {} };
  }
}

async function load(settings: DeliverySettings): Promise<Delivery> {
  await new Promise((resolve) => setImmediate(resolve));
  const {
    Delivery,
    defaultDeliveryOptions: base,
    defaultSpoolBytes,
  } = await import('@dogstats/transport/delivery').catch(notLoaded);
  return new Delivery({
    ...base,
    ...settings,
    retry: over(base.retry, settings.retry),
    queue: over(base.queue, settings.queue),
    spool: settings.spool && {
      dir: settings.spool.dir,
      maxBytes: settings.spool.maxBytes ?? defaultSpoolBytes,
    },
    distributions: over(base.distributions, settings.distributions),
  });
}

/** Bundlers put code of CommonJS into ES modules, where it finds no `require`. */
function notLoaded(error: Error): never {
  const remedy = error.message.includes('require')
    ? ' in a bundle that is an ES module: give it a require by createRequire() (docs/serverless.md), or bundle as CommonJS'
    : '';
  const problem = `the HTTP client can't be loaded${remedy}: ${error.message}`;
  throw new DogStatsError('ERR_SINK', problem, { cause: error });
}

/** Settings over defaults; one that is undefined keeps its default. */
function over<T extends object>(defaults: T, settings: Partial<T> | undefined): T {
  const given = Object.entries(settings ?? {}).filter(([, value]) => value !== undefined);
  return { ...defaults, ...Object.fromEntries(given) };
}
