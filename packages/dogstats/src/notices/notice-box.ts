import {
  asError,
  balancedReport,
  type Clock,
  DropCounter,
  type DropCounts,
  type DropReason,
  mergeTags,
  type Notice,
  type NoticeReport,
  type Sink,
} from '@dogstats/core';
import { Deadline } from '../deadline.js';
import { Settlement } from '../settlement.js';
import type { Draft } from './make-notice.js';

/** Events and service checks that wait or are under way at the same time; more are dropped. */
const maxRetained = 1000;

/** What became of events and service checks; recorded = accepted + retained + dropped, always. */
export interface NoticeStats {
  readonly recorded: number;
  readonly accepted: number;
  readonly retained: number;
  readonly dropped: DropCounts;
  /** Sent again after an attempt whose outcome is unknown. */
  readonly possiblyDuplicated: number;
}

/** The same of a flush, with the ids that Datadog gave to events, as text. */
export interface NoticeFlushReport extends Omit<NoticeStats, 'recorded'> {
  readonly eventIds: readonly string[];
  readonly errors: readonly Error[];
}

/** Where notices go, and what is on all of them. */
export interface NoticeTarget {
  readonly host: string;
  readonly tags: readonly string[];
  /** The first sink that takes notices: they are additive, so that each goes one way only. */
  readonly sink: Sink | undefined;
  readonly onErrors: (errors: readonly Error[], dropped: DropCounts) => void;
}

/** A batch on its way. */
interface UnderWay {
  readonly notices: number;
  report: NoticeReport | undefined;
  readonly settlement: Settlement;
}

/** Events and service checks of an instance: kept until a flush, then counted until settled. */
export class NoticeBox {
  readonly #waiting: Draft[] = [];
  readonly #underWay = new Set<UnderWay>();
  readonly #dropped = new DropCounter();
  #recorded = 0;
  #accepted = 0;
  #possiblyDuplicated = 0;
  #retained = 0;

  /** Takes one, or a reason against it. */
  add(draft: Draft | DropReason): void {
    this.#recorded++;
    if (typeof draft === 'string') this.#dropped.add(draft, 1);
    else if (this.#retained >= maxRetained) this.#dropped.add('queue_full', 1);
    else {
      this.#retained++;
      this.#waiting.push(draft);
    }
  }

  /** Hands over what waits. */
  hand({ host, tags, sink, onErrors }: NoticeTarget): void {
    const drafts = this.#waiting.splice(0);
    if (drafts.length === 0) return;
    const notices = drafts.map(
      (draft): Notice => ({
        ...(draft as Notice),
        host: draft.host ?? host,
        tags: mergeTags(draft.tags, tags),
      }),
    );
    const batch: UnderWay = {
      notices: notices.length,
      report: undefined,
      settlement: new Settlement(),
    };
    this.#underWay.add(batch);
    void deliver(sink, notices).then((report) => {
      batch.report = report;
      this.#settle(batch, report);
      batch.settlement.settle();
      onErrors(report.errors, report.dropped);
    });
  }

  /** What is under way, for a flush to wait for and to report on. */
  cover(): NoticeCover {
    return new NoticeCover([...this.#underWay]);
  }

  /** Drops what nobody will send any more. */
  close(): void {
    const waiting = this.#waiting.splice(0).length;
    this.#retained -= waiting;
    this.#dropped.add('shutdown', waiting);
  }

  stats(): NoticeStats {
    return {
      recorded: this.#recorded,
      accepted: this.#accepted,
      retained: this.#retained,
      dropped: this.#dropped.counts(),
      possiblyDuplicated: this.#possiblyDuplicated,
    };
  }

  #settle(batch: UnderWay, report: NoticeReport): void {
    this.#underWay.delete(batch);
    this.#retained -= batch.notices;
    this.#accepted += report.accepted;
    this.#possiblyDuplicated += report.possiblyDuplicated;
    this.#dropped.addAll(report.dropped);
  }
}

/** The batches of one flush. */
export class NoticeCover {
  readonly #batches: readonly UnderWay[];

  get isEmpty(): boolean {
    return this.#batches.length === 0;
  }

  constructor(batches: readonly UnderWay[]) {
    this.#batches = batches;
  }

  /** Resolves when all are settled, or the time is over. */
  async wait(clock: Clock, timeoutMs: number): Promise<void> {
    if (this.isEmpty) return;
    const deadline = new Deadline(clock, timeoutMs);
    const open = this.#batches.filter(({ report }) => report === undefined);
    const settlements = open.map(({ settlement }) => settlement);
    if (open.length > 0) await Settlement.wait(settlements, open.length, deadline);
    deadline.cancel();
  }

  report(): NoticeFlushReport {
    const dropped = new DropCounter();
    const sum = { accepted: 0, retained: 0, possiblyDuplicated: 0 };
    const eventIds: string[] = [];
    const errors: Error[] = [];
    for (const { notices, report } of this.#batches) {
      if (report === undefined) {
        sum.retained += notices;
        continue;
      }
      sum.accepted += report.accepted;
      sum.possiblyDuplicated += report.possiblyDuplicated;
      dropped.addAll(report.dropped);
      eventIds.push(...report.eventIds);
      errors.push(...report.errors);
    }
    return { ...sum, dropped: dropped.counts(), eventIds, errors };
  }
}

/** What a sink says of them, made to add up. Never rejects. */
async function deliver(sink: Sink | undefined, notices: readonly Notice[]): Promise<NoticeReport> {
  const nothing = { accepted: 0, possiblyDuplicated: 0, errors: [], eventIds: [] };
  try {
    if (sink?.deliver === undefined)
      return { ...nothing, dropped: { unsupported: notices.length } };
    const report = await sink.deliver(notices);
    const { eventIds } = report;
    return {
      ...balancedReport({ ...report, retained: 0 }, notices.length),
      eventIds: Array.isArray(eventIds) ? eventIds : [],
    };
  } catch (error) {
    return { ...nothing, dropped: { sink_failed: notices.length }, errors: [asError(error)] };
  }
}
