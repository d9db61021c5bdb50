import type { ListenerStats } from '@dogstats/dogstatsd/listener';
import { DropTally } from '../rules/drop.js';

type Losses = Pick<ListenerStats, 'brokenMessages' | 'brokenFrames' | 'dropped'>;

/** Turns the running totals of a listener into what was lost since the last time. */
export class ListenerLosses {
  #told: Losses = { brokenMessages: 0, brokenFrames: 0, dropped: { contexts: 0, samples: 0 } };
  /** The first since the last time. */
  #problem: string | undefined;

  note({ message }: Error): void {
    this.#problem ??= message;
  }

  /** Whether there is something to tell. */
  pending(stats: Losses): boolean {
    return broken(stats) > broken(this.#told) || noRoom(stats) > noRoom(this.#told);
  }

  take(stats: Losses): DropTally {
    const tally = new DropTally();
    const malformed = broken(stats) - broken(this.#told);
    const left = noRoom(stats) - noRoom(this.#told);
    if (malformed > 0) tally.add('malformed', malformed, 'DogStatsD', this.#problem ?? '');
    if (left > 0) {
      const hint = 'more contexts or values within ten seconds than are held at once';
      tally.add('no_room', left, 'DogStatsD', hint);
    }
    this.#told = stats;
    this.#problem = undefined;
    return tally;
  }
}

function broken({ brokenMessages, brokenFrames }: Losses): number {
  return brokenMessages + brokenFrames;
}

function noRoom({ dropped }: Losses): number {
  return dropped.contexts + dropped.samples;
}
