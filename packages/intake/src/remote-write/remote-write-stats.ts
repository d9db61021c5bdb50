/** Why a sample was not handed on. */
export type RemoteWriteDropReason =
  /** It came for a time that was handed on already: stores take newer ones only. */
  | 'late'
  /** The store refused it for good: another status than 2xx, 429 and 5xx. */
  | 'refused'
  /** More waited than `maxQueuedSamples`; the oldest went. */
  | 'queue_full'
  /** Another series has the same labels: tags without a colon are none. */
  | 'same_labels'
  /** The samples of a distribution were forgotten before they went: see `maxPoints`. */
  | 'forgotten'
  /** The intake ended before the store took it. */
  | 'closed';

/** What was not handed on for one reason. */
export interface RemoteWriteDrop {
  readonly reason: RemoteWriteDropReason;
  /** Samples. */
  count: number;
  /** The first metric it happened to. */
  readonly metric: string;
  /** What to do about it. */
  readonly hint: string;
}

/** How it goes with the store behind: taken = sent + queued + dropped, in samples, at any time. */
export interface RemoteWriteStats {
  /** Without credentials. */
  readonly url: string;
  /** `waiting`: the last attempt failed, and another follows. */
  readonly state: 'idle' | 'sending' | 'waiting';
  /** Samples that came since the start, of one second and series the last one alone. */
  readonly taken: number;
  readonly sent: number;
  /** Those that are not settled yet included. */
  readonly queued: number;
  readonly dropped: readonly RemoteWriteDrop[];
  /** Requests that were answered or failed, and those of them that were attempts anew. */
  readonly requests: number;
  readonly retries: number;
  /** Seconds by which the oldest sample that could be there by now is behind; 0: all are there. */
  readonly lagSeconds: number;
  /** Unix milliseconds of the last success, null before the first. */
  readonly lastSentAt: number | null;
  /** Why the last attempt failed; null once one succeeds. */
  readonly failure: RemoteWriteFailure | null;
}

export interface RemoteWriteFailure {
  /** Unix milliseconds. */
  readonly at: number;
  /** HTTP status; 0: there was no answer. */
  readonly status: number;
  readonly message: string;
}
