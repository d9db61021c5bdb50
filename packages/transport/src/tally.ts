import { DropCounter, type DropReason, type SinkFigures } from '@dogstats/core';

/** What became of recorded calls: those that came in are accepted, dropped, or retained. */
export class Tally {
  readonly #dropped = new DropCounter();
  #cameIn = 0;
  #accepted = 0;

  comeIn(samples: number): void {
    this.#cameIn += samples;
  }

  accept(samples: number): void {
    this.#accepted += samples;
  }

  drop(reason: DropReason, samples: number): void {
    this.#dropped.add(reason, samples);
  }

  figures(): SinkFigures {
    return {
      accepted: this.#accepted,
      retained: this.#cameIn - this.#accepted - this.#dropped.total,
      dropped: this.#dropped.counts(),
    };
  }
}
