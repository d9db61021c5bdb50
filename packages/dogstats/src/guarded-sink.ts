import {
  asErrors,
  type Batch,
  type DeliveryReport,
  DogStatsError,
  type MetricPoint,
  type Sink,
  type SinkFigures,
  type WriteOptions,
} from '@dogstats/core';

/** A sink whose mistakes stay with it: nothing but `write()` and `close()` fails, as a rejection. */
export class GuardedSink {
  readonly #sink: Sink;

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  // Async, so that one that throws at once rejects, too.
  async write(batch: Batch, options: WriteOptions): Promise<DeliveryReport> {
    const report = await this.#sink.write(batch, options);
    if (typeof report === 'object' && report !== null) return report;
    throw new DogStatsError('ERR_SINK', 'write() of the sink resolved without a report');
  }

  async close(): Promise<void> {
    await this.#sink.close();
  }

  hurry(): void {
    try {
      this.#sink.hurry?.();
    } catch {
      // It is a favour; what is retained stays so.
    }
  }

  /** Recorded calls that it could not keep for the next process; `undefined` when it has no place. */
  saveNow(points: Iterable<MetricPoint>): number | undefined {
    try {
      const lost: unknown = this.#sink.saveNow?.(points);
      return typeof lost === 'number' ? lost : undefined;
    } catch {
      return undefined;
    }
  }

  /** Recorded calls that it says are accepted; 0 when it does not say. */
  get accepted(): number {
    const accepted = this.#stats('accepted');
    return typeof accepted === 'number' ? accepted : 0;
  }

  /** What keeps the retained ones from being accepted, as far as it says. */
  get errors(): Error[] {
    return asErrors(this.#stats('errors'));
  }

  /** Attempts that failed since there were no errors; one when it does not say. */
  get failures(): number {
    const failures = this.#stats('failures');
    return typeof failures === 'number' ? failures : 1;
  }

  /** What became of the calls that other processes had left to it; `undefined` without any. */
  get adopted(): SinkFigures | undefined {
    const adopted = this.#stats('adopted');
    return typeof adopted === 'object' && adopted !== null ? (adopted as SinkFigures) : undefined;
  }

  #stats(field: 'accepted' | 'adopted' | 'errors' | 'failures'): unknown {
    try {
      return this.#sink.stats?.()?.[field];
    } catch {
      return undefined;
    }
  }
}
