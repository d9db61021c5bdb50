import type { Problems } from './problem.js';

/** How long calls may wait for a flush in a process that stands still between them. */
const longWaitSeconds = 60;

/** Tells of calls that waited over a freeze: nothing flushes while a process stands still. */
export class FreezeWatch {
  readonly #problems: Problems;
  /** When the oldest open call was made, unix seconds. */
  #openSince = 0;

  constructor(problems: Problems) {
    this.#problems = problems;
  }

  /** @param open calls that no cut has taken, the present one included. */
  look(nowSeconds: number, open: number): void {
    if (open <= 1) this.#openSince = nowSeconds;
    const waited = nowSeconds - this.#openSince;
    if (waited <= longWaitSeconds) return;
    this.#problems.report(
      'unflushed',
      '',
      () =>
        `Calls have waited ${Math.round(waited)} s for a flush: await flush() before the function returns, or wrap it with wrapHandler().`,
    );
  }
}
