import type { IntakeRequest } from './intake-request.js';

/** A request to an ingest route with its body as it was sent. */
export interface LoggedPayload {
  /** Counts from 1, over all tenants. */
  readonly id: number;
  readonly request: IntakeRequest;
  /** Still compressed; nothing when it was not read to its end, or is over the limits. */
  readonly body: Buffer | undefined;
}

const maxPayloads = 200;
const maxBytes = 16 * 1_048_576;

/** The last payloads, oldest first: bounded in number and in bytes. */
export class PayloadLog {
  #payloads: LoggedPayload[] = [];
  #bytes = 0;
  #lastId = 0;

  add(request: IntakeRequest, body: Buffer | undefined): void {
    this.#payloads.push({ id: ++this.#lastId, request, body });
    this.#bytes += body?.length ?? 0;
    while (this.#payloads.length > maxPayloads || this.#bytes > maxBytes) {
      this.#bytes -= this.#payloads.shift()?.body?.length ?? 0;
    }
  }

  /** The last `limit` of those after the one with this id. */
  after(id: number, limit: number): LoggedPayload[] {
    const later = this.#payloads.filter((payload) => payload.id > id);
    return later.slice(Math.max(later.length - limit, 0));
  }

  /** The one with this id, as long as it is held. */
  get(id: number): LoggedPayload | undefined {
    return this.#payloads.find((payload) => payload.id === id);
  }

  clear(): void {
    this.#payloads = [];
    this.#bytes = 0;
  }
}
