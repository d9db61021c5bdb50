import { type Drop, DropTally } from '../rules/drop.js';
import type { Evicted } from '../store/evicted.js';
import type { IntakeRequest } from './intake-request.js';
import { RequestRates } from './request-rates.js';

const maxRequests = 1_000;

/** The last requests, newest last, and figures over all there ever were. */
export class RequestLog {
  /** Of the last hour. */
  readonly rates: RequestRates = new RequestRates();
  #requests: IntakeRequest[] = [];
  #total = 0;
  #accepted = 0;
  #dropped = new DropTally();
  #evicted: Evicted = { series: 0, points: 0 };
  #lastEvictedAt: number | undefined;
  #lastAcceptedAt: number | undefined;
  #lastRefused: IntakeRequest | undefined;

  /** Requests since the start or the last `clear`. */
  get total(): number {
    return this.#total;
  }

  /** Those of them that were taken. */
  get accepted(): number {
    return this.#accepted;
  }

  /** Points, events and checks dropped from those that were taken. */
  get dropped(): number {
    return this.#dropped.count;
  }

  /** The same by reason. */
  drops(): Drop[] {
    return this.#dropped.drops.map((drop) => ({ ...drop }));
  }

  /** What was forgotten to make room for those that were taken. */
  get evicted(): Evicted {
    return this.#evicted;
  }

  /** When something was forgotten last, unix milliseconds. */
  get lastEvictedAt(): number | undefined {
    return this.#lastEvictedAt;
  }

  /** When the newest was taken, unix milliseconds. */
  get lastAcceptedAt(): number | undefined {
    return this.#lastAcceptedAt;
  }

  get lastRefused(): IntakeRequest | undefined {
    return this.#lastRefused;
  }

  add(request: IntakeRequest): void {
    this.#requests.push(request);
    // Cut by halves: shifting the array for each request would cost more than it saves.
    if (this.#requests.length >= 2 * maxRequests) {
      this.#requests = this.#requests.slice(-maxRequests);
    }
    this.#total++;
    this.rates.add(request);
    if (request.status !== 202) {
      this.#lastRefused = request;
      return;
    }
    this.#accepted++;
    this.#lastAcceptedAt = request.receivedAt;
    for (const { reason, count, metric, hint } of request.dropped) {
      this.#dropped.add(reason, count, metric, hint);
    }
    const { series, points } = request.evicted;
    if (points === 0) return;
    this.#evicted = {
      series: this.#evicted.series + series,
      points: this.#evicted.points + points,
    };
    this.#lastEvictedAt = request.receivedAt;
  }

  entries(): IntakeRequest[] {
    return this.#requests.slice(-maxRequests);
  }

  clear(): void {
    this.rates.clear();
    this.#requests = [];
    this.#total = 0;
    this.#accepted = 0;
    this.#dropped = new DropTally();
    this.#evicted = { series: 0, points: 0 };
    this.#lastEvictedAt = undefined;
    this.#lastAcceptedAt = undefined;
    this.#lastRefused = undefined;
  }
}
