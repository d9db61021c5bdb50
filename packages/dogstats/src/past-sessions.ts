import { DropCounter, type SinkFigures } from '@dogstats/core';
import { type DogStatsStats, sumFigures } from './flush-report.js';
import { noCalls, type SessionStats } from './session.js';

/** Calls made while nothing was started. */
export interface StoppedCalls {
  /** Kept for the next `start()`. */
  readonly kept: number;
  /** Too many to be kept. */
  readonly notStarted: number;
  /** Made after `close()`. */
  readonly closed: number;
}

/** The account of the sessions that are over, and with it that of an instance. */
export class PastSessions {
  readonly #sums = { recorded: 0, accepted: 0, left: 0, possiblyDuplicated: 0 };
  readonly #dropped = new DropCounter();
  #adopted: SinkFigures | undefined;

  /** Closes the account of a session: what it retains nobody will deliver. */
  add({ dropped, retained, adopted, ...session }: SessionStats): void {
    this.#sums.recorded += session.recorded;
    this.#sums.accepted += session.accepted;
    this.#sums.left += session.left;
    this.#sums.possiblyDuplicated += session.possiblyDuplicated;
    this.#dropped.addAll(dropped);
    this.#dropped.add('shutdown', retained);
    this.#adopted = sumFigures([this.#adopted, adopted]);
  }

  /** @param now the session that is on, if any. */
  statsWith(now: SessionStats | undefined, stopped: StoppedCalls): DogStatsStats {
    const session = now ?? { ...noCalls, dropped: {}, adopted: undefined };
    const dropped = new DropCounter();
    dropped.addAll(this.#dropped.counts());
    dropped.addAll(session.dropped);
    dropped.add('not_started', stopped.notStarted);
    dropped.add('closed', stopped.closed);
    const adopted = sumFigures([this.#adopted, session.adopted]);
    const { kept, notStarted, closed } = stopped;
    return {
      recorded: this.#sums.recorded + session.recorded + kept + notStarted + closed,
      accepted: this.#sums.accepted + session.accepted,
      retained: this.#sums.left + session.left + session.retained + kept,
      dropped: dropped.counts(),
      possiblyDuplicated: this.#sums.possiblyDuplicated + session.possiblyDuplicated,
      ...(adopted && { adopted }),
      contexts: session.contexts,
    };
  }
}
