import type { IntakeRequest } from './intake-request.js';

const maxRequests = 1_000;

/** The last requests, newest last, and how many there ever were. */
export class RequestLog {
  #requests: IntakeRequest[] = [];
  #total = 0;
  #lastReceivedAt: number | undefined;

  /** Requests since the start or the last `clear`. */
  get total(): number {
    return this.#total;
  }

  /** When the newest came, unix milliseconds. */
  get lastReceivedAt(): number | undefined {
    return this.#lastReceivedAt;
  }

  add(request: IntakeRequest): void {
    this.#requests.push(request);
    // Cut in halves: shifting the array for each request would cost more than it saves.
    if (this.#requests.length >= 2 * maxRequests)
      this.#requests = this.#requests.slice(-maxRequests);
    this.#total++;
    this.#lastReceivedAt = request.receivedAt;
  }

  entries(): IntakeRequest[] {
    return this.#requests.slice(-maxRequests);
  }

  clear(): void {
    this.#requests = [];
    this.#total = 0;
    this.#lastReceivedAt = undefined;
  }
}
