import type { Batch, DeliveryReport, DropReason, MetricPoint, Sink } from '@dogstats/core';

interface Pending {
  readonly points: readonly MetricPoint[];
  readonly samples: number;
  readonly resolve: (report: DeliveryReport) => void;
  readonly reject: (error: Error) => void;
}

/**
 * A sink that settles nothing by itself: the test says what becomes of each batch, the oldest first.
 */
export class ScriptedSink implements Sink {
  readonly mode = 'replace';
  readonly pending: Pending[] = [];
  /** Points of accepted batches, in the order in which they were accepted. */
  readonly accepted: MetricPoint[] = [];
  closed = false;

  write(batch: Batch): Promise<DeliveryReport> {
    const points = [...batch.points];
    const samples = points.reduce((sum, point) => sum + point.samples, 0);
    return new Promise((resolve, reject) => {
      this.pending.push({ points, samples, resolve, reject });
      if (this.closed) this.drop('shutdown');
    });
  }

  accept(): boolean {
    const next = this.pending.shift();
    this.accepted.push(...(next?.points ?? []));
    next?.resolve({ accepted: next.samples, dropped: {}, possiblyDuplicated: 0, errors: [] });
    return next !== undefined;
  }

  drop(reason: DropReason, error = new Error(`dropped: ${reason}`)): boolean {
    const next = this.pending.shift();
    next?.resolve({
      accepted: 0,
      dropped: { [reason]: next.samples },
      possiblyDuplicated: 0,
      errors: [error],
    });
    return next !== undefined;
  }

  fail(error = new Error('the sink broke')): boolean {
    const next = this.pending.shift();
    next?.reject(error);
    return next !== undefined;
  }

  async close(): Promise<void> {
    this.closed = true;
    while (this.drop('shutdown'));
  }
}
