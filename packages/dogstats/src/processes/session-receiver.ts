import type { Aggregator, Clock, DropReason, MetricPoint } from '@dogstats/core';
import { draftNotice } from '../notices/make-notice.js';
import type { NoticeBox } from '../notices/notice-box.js';
import type { PointOrigin, Receiver } from './desk.js';

export interface SessionReceiverOptions {
  /** One for each sink. */
  readonly aggregators: readonly Aggregator[];
  readonly notices: NoticeBox;
  readonly clock: Clock;
  /** For how long buckets wait for what workers hand over, once there are any. */
  readonly lateSeconds: number;
}

/** Records what workers hand over, among what is recorded here. */
export class SessionReceiver implements Receiver {
  readonly #options: SessionReceiverOptions;
  #hasWorkers = false;

  constructor(options: SessionReceiverOptions) {
    this.#options = options;
  }

  expectWorkers(): void {
    if (this.#hasWorkers) return;
    this.#hasWorkers = true;
    const { aggregators, lateSeconds } = this.#options;
    for (const aggregator of aggregators) aggregator.keepOpen(lateSeconds);
  }

  takePoint(point: MetricPoint, { isPrefixed, hasHost }: PointOrigin): DropReason | undefined {
    this.expectWorkers();
    const as = { keepsName: isPrefixed, keepsHost: hasHost };
    const [first, ...others] = this.#options.aggregators;
    const reason = first?.take(point, as);
    if (reason !== undefined) return reason;
    // It counts for each sink now, as every call does.
    for (const other of others) other.take(point, { ...as, countsRefusal: true });
    return undefined;
  }

  takeNotice(notice: { readonly [field: string]: unknown }): DropReason | undefined {
    const { kind, title, text, name, status } = notice;
    const nowSeconds = this.#options.clock.now() / 1000;
    const draft =
      kind === 'check'
        ? draftNotice('check', [], [name, status, notice], nowSeconds)
        : draftNotice('event', [], [title, text, notice], nowSeconds);
    if (typeof draft === 'string') return draft;
    this.#options.notices.add(draft);
    return undefined;
  }
}
