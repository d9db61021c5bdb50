import type { DropCounts } from './drop-reason.js';

/** Something that happened, for the event stream. */
export interface EventNotice {
  readonly kind: 'event';
  readonly title: string;
  readonly text: string;
  /** When it happened, unix seconds. */
  readonly timestamp: number;
  readonly host: string;
  /** Normalised, sorted, unique. */
  readonly tags: readonly string[];
  readonly alertType?: string | undefined;
  readonly priority?: string | undefined;
  readonly aggregationKey?: string | undefined;
  readonly sourceTypeName?: string | undefined;
  /** Digits: a number would lose some of them. */
  readonly relatedEventId?: string | undefined;
}

/** The state of a service at one moment. */
export interface CheckNotice {
  readonly kind: 'check';
  readonly name: string;
  /** 0 OK, 1 warning, 2 critical, 3 unknown. */
  readonly status: 0 | 1 | 2 | 3;
  /** Unix seconds. */
  readonly timestamp: number;
  readonly host: string;
  readonly tags: readonly string[];
  readonly message?: string | undefined;
}

/** What is sent beside metrics, one by one, in no order. */
export type Notice = EventNotice | CheckNotice;

/** What became of notices once all of them are settled. */
export interface NoticeReport {
  readonly accepted: number;
  readonly dropped: DropCounts;
  /** Sent again after an attempt of unknown outcome. */
  readonly possiblyDuplicated: number;
  readonly errors: readonly Error[];
  /** Ids that the intake gave to events, as text. */
  readonly eventIds: readonly string[];
}

/** Seconds after which the intake takes a notice no more. */
export const noticeLifeSeconds: { readonly [K in Notice['kind']]: number } = {
  event: 18 * 3600,
  check: 600,
};
