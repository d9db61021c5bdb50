import type { Clock, Timer } from '@dogstats/core';
import type { Claim, RelayStore } from './relay-store.js';

/** The claims of one relay: prolongs them while they are held, and aborts those that are lost. */
export class HeldClaims {
  readonly #store: RelayStore;
  readonly #clock: Clock;
  readonly #leaseMs: number;
  readonly #held = new Map<Claim, AbortController>();
  #timer: Timer | undefined;
  #renewedMs = 0;

  constructor(store: RelayStore, clock: Clock, leaseMs: number) {
    this.#store = store;
    this.#clock = clock;
    this.#leaseMs = leaseMs;
  }

  /** @returns aborted when the claim is lost, or may be. */
  hold(claim: Claim): AbortSignal {
    const controller = new AbortController();
    if (this.#held.size === 0) this.#renewedMs = this.#clock.monotonic();
    this.#held.set(claim, controller);
    this.#timer ??= this.#nextBeat();
    return controller.signal;
  }

  drop(claim: Claim): void {
    this.#held.delete(claim);
  }

  /** Whether a claim is still held; prolongs it. */
  async confirm(claim: Claim): Promise<boolean> {
    const lost = await this.#store.renew([claim], this.#leaseMs);
    return lost.length === 0;
  }

  /** Has everything under way come to an end. */
  abortAll(): void {
    for (const controller of this.#held.values()) controller.abort();
  }

  #nextBeat(): Timer {
    return this.#clock.setTimeout(() => void this.#beat(), this.#leaseMs / 3);
  }

  async #beat(): Promise<void> {
    this.#timer = undefined;
    if (this.#held.size === 0) return;
    try {
      const lost = await this.#store.renew([...this.#held.keys()], this.#leaseMs);
      this.#renewedMs = this.#clock.monotonic();
      for (const claim of lost) this.#held.get(claim)?.abort();
    } catch {
      // Without an answer for so long, others may have them.
      if (this.#clock.monotonic() - this.#renewedMs > this.#leaseMs) this.abortAll();
    }
    if (this.#held.size > 0) this.#timer ??= this.#nextBeat();
  }
}
