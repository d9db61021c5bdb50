import type { Clock, GaugeHandle, Timer } from '@dogstats/core';

/** While requests go on, their number is told again: a bucket without it would show a gap. */
const repeatMs = 10_000;

/** How many requests have begun and not ended, by method. */
export class ActiveRequests {
  readonly #gaugeOf: (method: string) => GaugeHandle;
  readonly #clock: Clock;
  readonly #byMethod = new Map<string, { active: number; readonly gauge: GaugeHandle }>();
  #timer: Timer | undefined;

  constructor(gaugeOf: (method: string) => GaugeHandle, clock: Clock) {
    this.#gaugeOf = gaugeOf;
    this.#clock = clock;
  }

  /** @param change 1 when one has begun, -1 when it has ended. */
  add(method: string, change: 1 | -1): void {
    let entry = this.#byMethod.get(method);
    if (entry === undefined) {
      entry = { active: 0, gauge: this.#gaugeOf(method) };
      this.#byMethod.set(method, entry);
    }
    entry.active += change;
    entry.gauge.set(entry.active);
    this.#timer ??= this.#clock.setTimeout(this.#repeat, repeatMs);
  }

  /** Goes on for as long as there is something to tell. */
  readonly #repeat = (): void => {
    this.#timer = undefined;
    for (const { active, gauge } of this.#byMethod.values()) {
      if (active === 0) continue;
      gauge.set(active);
      this.#timer ??= this.#clock.setTimeout(this.#repeat, repeatMs);
    }
  };
}
