import type { IncomingMessage, ServerResponse } from 'node:http';
import { payloadCounts } from '../decode/payload.js';
import type { IntakeRequest } from '../requests/intake-request.js';
import { newRequest } from '../requests/new-request.js';
import type { Tenant } from '../tenants/tenant.js';
import { type Answer, refusalAnswer, sendAnswer } from './answer.js';
import type { ArrivedBody } from './body-desk.js';
import { foreignOrigin } from './foreign-origin.js';
import type { Ingest } from './ingest.js';
import type { IngestRoute } from './ingest-route.js';
import { type BodyRead, readBody } from './read-body.js';
import { Refusal } from './refusal.js';

/** One request to an ingest route, from its first byte to its answer. */
export class IngestExchange {
  readonly #ingest: Ingest;
  readonly #route: IngestRoute;
  readonly #incoming: IncomingMessage;
  readonly #outgoing: ServerResponse;
  readonly #request: IntakeRequest;
  #tenant: Tenant;
  #body: Buffer | undefined;

  constructor(
    ingest: Ingest,
    route: IngestRoute,
    incoming: IncomingMessage,
    outgoing: ServerResponse,
  ) {
    this.#ingest = ingest;
    this.#route = route;
    this.#incoming = incoming;
    this.#outgoing = outgoing;
    this.#tenant = ingest.tenants.named('');
    this.#request = newRequest(incoming, route.path, ingest.clock.now());
  }

  /** @returns the answer of normal service; what was taken is stored by then. */
  async serve(): Promise<Answer> {
    const refusal = this.#refusalOfHead();
    // It is read even so: refusing it before would leave the connection in disorder.
    const read = await this.#read(refusal === undefined ? this.#route.limits.maxWireBytes : 0);
    try {
      if (refusal !== undefined) throw refusal;
      const stored = await this.#ingest.take(this.#arrived(read));
      this.#request.dropped = stored.dropped;
      this.#request.evicted = stored.evicted;
      return { status: 202, body: this.#route.accepted(stored) };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.#request.errors.push(error.message);
      return (this.#route.refused ?? refusalAnswer)(error);
    }
  }

  answer(answer: Answer): void {
    this.#request.status = answer.status;
    // Logged first: who awaits the response and then asks for the requests must find this one.
    this.#ingest.log(this.#tenant, this.#request, this.#body);
    sendAnswer(this.#outgoing, answer);
  }

  /** Nobody is left to answer. */
  abandon(why: string): void {
    this.#request.errors.push(why);
    this.#ingest.log(this.#tenant, this.#request);
    this.#incoming.socket.destroy();
  }

  async #read(maxBytes: number): Promise<BodyRead> {
    const read = await readBody(this.#incoming, maxBytes);
    this.#request.wireBytes = read.wireBytes;
    this.#body = read.body;
    return read;
  }

  /** Why a request is refused whatever its body is: nothing of that is held. */
  #refusalOfHead(): Refusal | undefined {
    const origin = foreignOrigin(this.#incoming);
    if (origin !== undefined) {
      const why = `header Origin is "${origin}": no payloads from pages of other origins`;
      return new Refusal(403, why);
    }
    try {
      this.#tenant = this.#ingest.tenants.named(this.#ingest.access.tenantOf(this.#incoming));
      this.#request.tenant = this.#tenant.name;
      return undefined;
    } catch (error) {
      if (error instanceof Refusal) return error;
      throw error;
    }
  }

  #arrived(read: BodyRead): ArrivedBody {
    const { limits } = this.#route;
    if (read.aborted) throw new Refusal(400, 'the body ended early');
    if (read.body === undefined) {
      throw new Refusal(413, `the body is over the limit of ${limits.maxWireBytes} bytes`);
    }
    const { encoding, contentType } = this.#request;
    const receivedAt = Math.floor(this.#request.receivedAt / 1_000);
    const fromAgent = isAgent(this.#incoming);
    return {
      tenant: this.#tenant,
      route: this.#route,
      sent: { body: read.body, encoding, contentType, receivedAt, fromAgent },
      onDecoded: (rawBytes, payload) => {
        Object.assign(this.#request, { rawBytes, ...payloadCounts(payload) });
      },
    };
  }
}

function isAgent({ headers }: IncomingMessage): boolean {
  return headers['user-agent']?.startsWith('datadog-agent') === true;
}
