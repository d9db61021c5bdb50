import type {
  RemoteWriteDrop,
  RemoteWriteDropReason,
  RemoteWriteFailure,
} from './remote-write-stats.js';

/** Where every sample went: taken = sent + queued + dropped. */
export class WriteLedger {
  readonly drops: RemoteWriteDrop[] = [];
  taken = 0;
  sent = 0;
  /** Those in a request that is not settled included. */
  queued = 0;
  requests = 0;
  retries = 0;
  lastSentAt: number | null = null;
  failure: RemoteWriteFailure | null = null;

  enqueue(samples: number): void {
    this.taken += samples;
    this.queued += samples;
  }

  /** Of samples that waited, and are no business of this process. */
  disown(samples: number): void {
    this.taken -= samples;
    this.queued -= samples;
  }

  succeed(samples: number, now: number): void {
    this.queued -= samples;
    this.sent += samples;
    this.lastSentAt = now;
    this.failure = null;
  }

  /** Of samples that waited. */
  drop(reason: RemoteWriteDropReason, samples: number, metric: string, hint: string): void {
    this.queued -= samples;
    this.#count(reason, samples, metric, hint);
  }

  /** Of samples that never waited. */
  refuse(reason: RemoteWriteDropReason, samples: number, metric: string, hint: string): void {
    this.taken += samples;
    this.#count(reason, samples, metric, hint);
  }

  #count(reason: RemoteWriteDropReason, samples: number, metric: string, hint: string): void {
    if (samples === 0) return;
    const known = this.drops.find((drop) => drop.reason === reason);
    if (known === undefined) this.drops.push({ reason, count: samples, metric, hint });
    else known.count += samples;
  }
}
