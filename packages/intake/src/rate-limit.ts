import type { Clock } from './clock.js';

/** So many requests in each period; periods begin at multiples of their length. */
export interface RateLimit {
  readonly requests: number;
  readonly periodSeconds: number;
}

/** What one request got. */
export interface RateTicket {
  readonly exceeded: boolean;
  /** Datadog's five. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Counts requests as Datadog does for everything but payloads: by name of the limit and period. */
export class RateLimiter {
  readonly #limit: RateLimit;
  readonly #clock: Clock;
  #period = 0;
  readonly #used = new Map<string, number>();

  constructor(limit: RateLimit, clock: Clock) {
    this.#limit = limit;
    this.#clock = clock;
  }

  /** @param name of the limit: each has a count of its own */
  take(name: string): RateTicket {
    const { requests, periodSeconds } = this.#limit;
    const seconds = this.#clock.now() / 1_000;
    const period = Math.floor(seconds / periodSeconds);
    if (period !== this.#period) this.#used.clear();
    this.#period = period;
    const used = (this.#used.get(name) ?? 0) + 1;
    this.#used.set(name, used);
    return {
      exceeded: used > requests,
      headers: {
        'x-ratelimit-limit': String(requests),
        'x-ratelimit-period': String(periodSeconds),
        'x-ratelimit-remaining': String(Math.max(0, requests - used)),
        'x-ratelimit-reset': String(Math.ceil((period + 1) * periodSeconds - seconds)),
        'x-ratelimit-name': name,
      },
    };
  }

  reset(): void {
    this.#used.clear();
  }
}

/** Reads `100/3600`: requests / seconds. Nothing when it is not of that form. */
export function parseRateLimit(text: string): RateLimit | undefined {
  const [requests, periodSeconds, ...rest] = text.split('/').map(Number);
  const limit = { requests, periodSeconds };
  return rest.length === 0 && isRateLimit(limit) ? limit : undefined;
}

export function isRateLimit(limit: unknown): limit is RateLimit {
  const { requests, periodSeconds } = limit as Partial<RateLimit>;
  return [requests, periodSeconds].every(
    (value) => Number.isSafeInteger(value) && Number(value) > 0,
  );
}
