import type { Deadline } from './deadline.js';

/**
 * What happens once, and what many wait for, most of them not to its end. Unlike a promise it forgets
 * those who gave up: in an outage a batch is open for an hour, and each request may wait for it a
 * little.
 */
export class Settlement {
  readonly #waiting = new Set<() => void>();

  settle(): void {
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }

  /** Waits until so many of those that are open have happened, or until the time is over. */
  static async wait(open: readonly Settlement[], count: number, deadline: Deadline): Promise<void> {
    let left = count;
    let resolve = (): void => {};
    const happened = new Promise<void>((done) => {
      resolve = done;
    });
    const wake = (): void => {
      left--;
      if (left === 0) resolve();
    };
    for (const settlement of open) settlement.#waiting.add(wake);
    await deadline.first([happened]);
    for (const settlement of open) settlement.#waiting.delete(wake);
  }
}
