import {
  type CheckNotice,
  type Clock,
  DistinctErrors,
  DropCounter,
  type DropReason,
  type EventNotice,
  encodeChecks,
  encodeEvent,
  eventIdIn,
  type Notice,
  type NoticeReport,
  noticeLifeSeconds,
} from '@dogstats/core';
import type { Outcome } from './http-attempt.js';
import { backOffMs, type RetryOptions, roundPauseMs } from './retry-timing.js';
import { sendWithRetry } from './send-with-retry.js';
import { Sleeps } from './sleeps.js';

/** The routes that take events and service checks. */
export type NoticeRoute = 'events' | 'check-runs';

/** Checks in one request at most. */
const maxChecks = 100;

export interface NoticeDeliveryOptions {
  readonly clock: Clock;
  readonly random: () => number;
  readonly retry: RetryOptions;
  /** Makes one attempt; `undefined` when everything is closed. Never rejects. */
  send(route: NoticeRoute, body: string): Promise<Outcome | undefined>;
}

/**
 * Delivers events and service checks beside the series: each request on its own, in no order, until
 * it is accepted, refused, or too old to be taken. Nothing of it keeps the process alive.
 */
export class NoticeDelivery {
  readonly #options: NoticeDeliveryOptions;
  readonly #sleeps: Sleeps;
  #isClosed = false;

  constructor(options: NoticeDeliveryOptions) {
    this.#options = options;
    this.#sleeps = new Sleeps(options.clock);
  }

  /** Resolves when all of them are settled. Never rejects. */
  async deliver(notices: readonly Notice[]): Promise<NoticeReport> {
    const tally = new NoticeTally();
    const events = notices.filter((notice) => notice.kind === 'event');
    const checks = notices.filter((notice) => notice.kind === 'check');
    const requests = events.map((event) => this.#deliverEvent(event, tally));
    for (let start = 0; start < checks.length; start += maxChecks)
      requests.push(this.#deliverChecks(checks.slice(start, start + maxChecks), tally));
    await Promise.all(requests);
    return tally.report();
  }

  /** Somebody waits: nobody sleeps any longer. */
  hurry(): void {
    this.#sleeps.endAll();
  }

  /** Drops what is undelivered. */
  close(): void {
    this.#isClosed = true;
    this.#sleeps.endAll();
  }

  #deliverEvent(event: EventNotice, tally: NoticeTally): Promise<void> {
    return this.#insist('events', encodeEvent(event), [event], tally);
  }

  #deliverChecks(checks: readonly CheckNotice[], tally: NoticeTally): Promise<void> {
    return this.#insist('check-runs', encodeChecks(checks), checks, tally, async (outcome) => {
      if (checks.length === 1) return false;
      tally.note(outcome.error);
      const middle = checks.length >> 1;
      await Promise.all(
        [checks.slice(0, middle), checks.slice(middle)].map((half) =>
          this.#deliverChecks(half, tally),
        ),
      );
      return true;
    });
  }

  /** @param divide sends parts of what was refused; whether it did. */
  async #insist(
    route: NoticeRoute,
    body: string,
    notices: readonly Notice[],
    tally: NoticeTally,
    divide: (outcome: Outcome) => Promise<boolean> = async () => false,
  ): Promise<void> {
    const { retry, random } = this.#options;
    let ambiguous = false;
    for (;;) {
      const last = await sendWithRetry(
        async () => {
          const reason = this.#whyNot(notices);
          if (reason !== undefined) return { action: 'expire' as const, reason };
          const outcome = await this.#options.send(route, body);
          if (outcome?.action === 'retry' || outcome?.action === 'hold') {
            ambiguous ||= outcome.ambiguous;
            tally.note(outcome.error);
          }
          return outcome ?? { action: 'expire' as const, reason: 'shutdown' as const };
        },
        retry.attempts,
        (_outcome, retries) => this.#sleep(backOffMs(retries, retry, random)),
      );
      switch (last.action) {
        case 'accept':
          if (ambiguous) tally.possiblyDuplicated += notices.length;
          return tally.accept(notices.length, last.answer);
        case 'divide':
        case 'refuse':
          if (await divide(last)) return;
          tally.note(last.error);
          return tally.drop(last.action === 'divide' ? 'too_large' : 'refused', notices.length);
        case 'expire':
          return tally.drop(last.reason, notices.length);
      }
      // One that is held waits at the gate of its route for the next probe.
      if (last.action === 'retry') await this.#sleep(roundPauseMs(retry, random));
    }
  }

  async #sleep(ms: number): Promise<void> {
    if (!this.#isClosed) await this.#sleeps.sleep(ms);
  }

  #whyNot(notices: readonly Notice[]): DropReason | undefined {
    if (this.#isClosed) return 'shutdown';
    const nowSeconds = this.#options.clock.now() / 1000;
    const isTooOld = notices.every(
      ({ kind, timestamp }) => timestamp < nowSeconds - noticeLifeSeconds[kind],
    );
    return isTooOld ? 'too_old' : undefined;
  }
}

/** What became of the notices of one call. */
class NoticeTally {
  accepted = 0;
  possiblyDuplicated = 0;
  readonly #dropped = new DropCounter();
  readonly #errors = new DistinctErrors();
  readonly #eventIds: string[] = [];

  accept(notices: number, answer: string | undefined): void {
    this.accepted += notices;
    const id = answer === undefined ? undefined : eventIdIn(answer);
    if (id !== undefined) this.#eventIds.push(id);
  }

  drop(reason: DropReason, notices: number): void {
    this.#dropped.add(reason, notices);
  }

  note(error: Error | undefined): void {
    this.#errors.add(error);
  }

  report(): NoticeReport {
    return {
      accepted: this.accepted,
      dropped: this.#dropped.counts(),
      possiblyDuplicated: this.possiblyDuplicated,
      errors: this.#errors.list(),
      eventIds: this.#eventIds,
    };
  }
}
