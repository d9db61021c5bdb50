import type { FlushReport } from '../flush-report.js';
import type { ResolvedOptions } from '../resolve-options.js';
import type { Session } from '../session.js';
import type { Ending, Unsent } from './ending.js';

/** Flushes at the end of the program: one for what is left, and a few for what that brings about. */
const maxFlushes = 3;

/** How long a flush may hold up the end of the program. */
const flushMs = 5000;

/** What a session does at the end of its process. */
export class SessionEnd implements Ending {
  readonly handlesSignals: boolean;
  readonly #session: Session;
  readonly #isSilent: boolean;
  readonly #hasSpool: boolean;
  readonly #close: () => Promise<FlushReport>;
  #flushes = 0;
  #recordedAtLast = -1;

  constructor(session: Session, options: ResolvedOptions, close: () => Promise<FlushReport>) {
    this.#session = session;
    this.handlesSignals = options.handleSignals;
    this.#isSilent = options.isSilent;
    this.#hasSpool = options.delivery?.spool !== undefined;
    this.#close = close;
  }

  async flush(): Promise<void> {
    const { notices } = this.#session;
    const calls = this.#session.stats();
    const recorded = calls.recorded + notices.recorded;
    const retained = calls.retained + notices.retained;
    // What could not be sent at the last try is not tried again, and what is recorded at each end of
    // the program not forever, or the program would never end.
    if (retained === 0 || recorded === this.#recordedAtLast) return;
    if (this.#flushes++ >= maxFlushes) return;
    this.#recordedAtLast = recorded;
    await this.#session.flush('all', flushMs);
  }

  async close(): Promise<Unsent> {
    const { dropped, errors, notices } = await this.#close();
    const lost = (dropped.shutdown ?? 0) + (notices?.dropped.shutdown ?? 0);
    return this.#unsent(lost, errors);
  }

  leave(): Unsent {
    const lost = this.#session.saveNow() + this.#session.notices.retained;
    return this.#unsent(lost, this.#session.errors);
  }

  #unsent(samples: number, errors: readonly Error[]): Unsent {
    const hasSpool = this.#hasSpool;
    // What the disk has to say comes last.
    const error = hasSpool ? errors.at(-1) : errors[0];
    return { samples: this.#isSilent ? 0 : samples, error, hasSpool };
  }
}
