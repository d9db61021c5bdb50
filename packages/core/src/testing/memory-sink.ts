import type { MetricPoint } from '../metric/metric-point.js';
import type { Batch, DeliveryReport, Sink, SinkMode } from '../sink/sink.js';

/** Keeps every point in memory, for tests. */
export class MemorySink implements Sink {
  readonly mode: SinkMode;
  /** Everything written, oldest first. */
  readonly points: MetricPoint[] = [];
  /** Batches written. */
  writes = 0;
  closed = false;

  /** @param mode whether it stands for a server that keeps the last value, or one that adds. */
  constructor(mode: SinkMode = 'replace') {
    this.mode = mode;
  }

  async write(batch: Batch): Promise<DeliveryReport> {
    this.writes++;
    let samples = 0;
    for (const point of batch.points) {
      this.points.push(point);
      samples += point.samples;
    }
    if (!this.closed) return { accepted: samples, dropped: {}, possiblyDuplicated: 0, errors: [] };
    return { accepted: 0, dropped: { shutdown: samples }, possiblyDuplicated: 0, errors: [] };
  }

  async close(): Promise<void> {
    this.closed = true;
  }

  /**
   * What a server would hold of a metric, by `bucketStart`: the last point written; in `add` mode,
   * and of distributions, all of them in order.
   *
   * @param tags only contexts that have all of these.
   */
  held(metric: string, tags: readonly string[] = []): MetricPoint[] {
    const matching = this.points.filter(
      ({ context }) => context.name === metric && tags.every((tag) => context.tags.includes(tag)),
    );
    if (this.mode === 'add') return matching;
    const last = new Map<string, MetricPoint>();
    for (const point of matching) {
      const { type, host, tags: own } = point.context;
      const place = type === 'distribution' ? last.size : point.bucketStart;
      last.set([type, host, place, ...own].join('\n'), point);
    }
    return [...last.values()];
  }
}
