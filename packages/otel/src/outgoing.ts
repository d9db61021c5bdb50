import {
  balancedReport,
  type Clock,
  type DeliveryReport,
  DogStatsError,
  DropCounter,
  lostReport,
  type MetricPoint,
  type Sink,
  type SinkFigures,
} from '@dogstats/core';

/** How long a closed sink may take to say what it has given up. */
const closingMs = 1000;

/** What was handed to a sink, and what became of it. */
export class Outgoing {
  readonly #sink: Sink;
  readonly #clock: Clock;
  readonly #closing = new AbortController();
  readonly #underWay = new Set<Promise<DeliveryReport>>();
  readonly #dropped = new DropCounter();
  #accepted = 0;
  #retained = 0;

  constructor(sink: Sink, clock: Clock) {
    this.#sink = sink;
    this.#clock = clock;
  }

  /** @returns what became of it; `undefined` when nobody knows after so many milliseconds. */
  async write(
    points: readonly MetricPoint[],
    timeoutMs: number,
  ): Promise<DeliveryReport | undefined> {
    const writing = this.#write(points, this.#clock.monotonic() + timeoutMs);
    this.#underWay.add(writing);
    void writing.then(() => this.#underWay.delete(writing));
    return this.#inTime(writing, timeoutMs);
  }

  /** Resolves when all is settled, or after so many milliseconds. */
  async flush(timeoutMs: number): Promise<void> {
    this.#sink.hurry?.();
    await this.#inTime(Promise.all(this.#underWay), timeoutMs);
  }

  /** Gives up what is under way. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#sink.close();
    await this.#inTime(Promise.all(this.#underWay), closingMs);
  }

  get figures(): SinkFigures {
    const dropped = this.#dropped.counts();
    return { accepted: this.#accepted, retained: this.#retained, dropped };
  }

  /** What keeps the retained from being accepted, as far as the sink says. */
  get error(): Error | undefined {
    return this.#sink.stats?.().errors?.[0];
  }

  async #write(points: readonly MetricPoint[], deadline: number): Promise<DeliveryReport> {
    const samples = points.reduce((sum, point) => sum + point.samples, 0);
    this.#retained += samples;
    const report = await this.#deliver(points, deadline, samples);
    this.#retained -= samples - (report.retained ?? 0);
    this.#accepted += report.accepted;
    this.#dropped.addAll(report.dropped);
    return report;
  }

  async #deliver(
    points: readonly MetricPoint[],
    deadline: number,
    samples: number,
  ): Promise<DeliveryReport> {
    try {
      const how = { signal: this.#closing.signal, deadline };
      return balancedReport(await this.#sink.write({ points }, how), samples);
    } catch (cause) {
      const error = new DogStatsError('ERR_SINK', 'the sink has failed', { cause });
      return lostReport(samples, error);
    }
  }

  async #inTime<T>(promise: Promise<T>, timeoutMs: number): Promise<T | undefined> {
    let end = (): void => {};
    const passed = new Promise<undefined>((resolve) => {
      end = () => resolve(undefined);
    });
    // Somebody waits: what they wait for must be able to happen.
    const timer = this.#clock.setTimeout(() => end(), timeoutMs, true);
    try {
      return await Promise.race([promise, passed]);
    } finally {
      timer.cancel();
    }
  }
}
