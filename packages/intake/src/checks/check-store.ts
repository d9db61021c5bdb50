import type { Check } from './check.js';

/** The last runs of service checks taken. */
export class CheckStore {
  readonly #maxChecks: number;
  #checks: Check[] = [];

  /** @param maxChecks past it the oldest goes */
  constructor(maxChecks: number) {
    this.#maxChecks = maxChecks;
  }

  get size(): number {
    return Math.min(this.#checks.length, this.#maxChecks);
  }

  add(check: Check): void {
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
