import { IntakeError } from '../intake-error.js';

interface Waiter {
  check(): void;
  fail(error: Error): void;
}

/** Those who wait for the store to hold something. */
export class Waiters {
  readonly #waiting = new Set<Waiter>();

  /**
   * Resolves with what `look` finds once `holds` is true of it.
   *
   * @throws {IntakeError} `ERR_WAIT_TIMEOUT` with the text of `missing`, after `timeoutMs`
   */
  wait<T>(
    look: () => T,
    holds: (found: T) => boolean,
    timeoutMs: number,
    missing: () => string,
  ): Promise<T> {
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(waiter);
      };
      const waiter: Waiter = {
        check: () => {
          try {
            const found = look();
            if (!holds(found)) return;
            settle();
            resolve(found);
          } catch (error) {
            waiter.fail(error as Error);
          }
        },
        fail: (error) => {
          settle();
          reject(error);
        },
      };
      const timer = setTimeout(() => {
        waiter.fail(new IntakeError('ERR_WAIT_TIMEOUT', `after ${timeoutMs} ms: ${missing()}`));
      }, timeoutMs);
      this.#waiting.add(waiter);
      waiter.check();
    });
  }

  /** Something was stored. */
  check(): void {
    for (const waiter of [...this.#waiting]) waiter.check();
  }

  /** Nothing will be stored any more. */
  fail(error: Error): void {
    for (const waiter of [...this.#waiting]) waiter.fail(error);
  }
}
