import type { Check } from './check.js';

/** The last runs of service checks taken. */
export class CheckStore {
  readonly #maxChecks: number;
  #checks: Check[] = [];
  readonly #listeners: ((check: Check) => void)[] = [];

  /** @param maxChecks past it the oldest goes */
  constructor(maxChecks: number) {
    this.#maxChecks = maxChecks;
  }

  get size(): number {
    return Math.min(this.#checks.length, this.#maxChecks);
  }

  /** Calls `listener` with each that is added from now on. */
  listen(listener: (check: Check) => void): void {
    this.#listeners.push(listener);
  }

  add(check: Check): void {
    for (const listener of this.#listeners) listener(check);
    this.#checks.push(check);
    // Cut by halves: shifting the array for each check would cost more than it saves.
    if (this.#checks.length >= 2 * this.#maxChecks) {
      this.#checks = this.#checks.slice(-this.#maxChecks);
    }
  }

  /** Oldest first, in the order in which they came. */
  entries(): Check[] {
    return this.#checks.slice(-this.#maxChecks);
  }

  clear(): void {
    this.#checks = [];
  }
}
