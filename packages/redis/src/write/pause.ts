import type { Clock } from '@dogstats/core';

/** A wait that others can end. */
export class Pause {
  readonly #clock: Clock;
  #end: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @param keepAlive whether it keeps the process alive. */
  async take(milliseconds: number, keepAlive: boolean): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = this.#clock.setTimeout(resolve, milliseconds, keepAlive);
      this.#end = () => {
        timer.cancel();
        resolve();
      };
    });
    this.#end = undefined;
  }

  end(): void {
    this.#end?.();
  }
}
