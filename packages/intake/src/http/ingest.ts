import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Access } from '../auth/access.js';
import type { Clock } from '../clock.js';
import type { Payload } from '../decode/payload.js';
import type { DogstatsdBatch } from '../dogstatsd/dogstatsd-door.js';
import { IntakeError } from '../intake-error.js';
import type { IntakeRequest } from '../requests/intake-request.js';
import { dogstatsdRequest, newRequest } from '../requests/new-request.js';
import { Slices } from '../slices.js';
import type { Steps } from '../steps.js';
import type { Tenant } from '../tenants/tenant.js';
import type { Tenants } from '../tenants/tenants.js';
import { jsonAnswer } from './answer.js';
import { type ArrivedBody, BodyDesk } from './body-desk.js';
import type { Unserved } from './front-door.js';
import { IngestExchange } from './ingest-exchange.js';
import type { IngestRoute } from './ingest-route.js';
import { payloadParts } from './payload-parts.js';
import { type Admitted, type Stored, Storing } from './storing.js';

export interface IngestParts {
  readonly access: Access;
  readonly clock: Clock;
  readonly tenants: Tenants;
  readonly acceptPastSeconds: number;
  /** Called with each request once its answer is settled, and its body if that was read. */
  readonly onRequest: (request: IntakeRequest, body: Buffer | undefined) => void;
  /** Called with what was stored of a payload, in the same turn; of a long one with each part. */
  readonly onStored: (tenant: Tenant, stored: Admitted) => void;
  /** How long bodies are cut up, unless as usual. */
  readonly slices?: (() => Slices) | undefined;
}

/** The door for payloads: first the origin, then the key, the limits, the decoder, the rules. */
export class Ingest {
  readonly access: Access;
  readonly clock: Clock;
  readonly tenants: Tenants;
  readonly #parts: IngestParts;
  readonly #desk: BodyDesk;

  constructor(parts: IngestParts) {
    this.access = parts.access;
    this.clock = parts.clock;
    this.tenants = parts.tenants;
    this.#parts = parts;
    this.#desk = new BodyDesk({
      store: (tenant, payload) => this.#storeInParts(tenant, payload),
      storeAtOnce: (tenant, payload) => this.store(tenant, payload),
      slices: parts.slices ?? (() => new Slices()),
    });
  }

  /** Serves one request to the end. Never rejects. */
  async handle(
    route: IngestRoute,
    incoming: IncomingMessage,
    outgoing: ServerResponse,
  ): Promise<void> {
    const exchange = new IngestExchange(this, route, incoming, outgoing);
    try {
      const answer = await exchange.serve();
      if (incoming.readableAborted) exchange.abandon('the client went away before the body ended');
      else exchange.answer(answer);
    } catch (error) {
      if (isClosed(error)) return exchange.abandon('the intake was closed before it was stored');
      exchange.answer(jsonAnswer(500, { errors: [`intake: ${(error as Error).message}`] }));
    }
  }

  /** Takes a body, which may have to wait for those before it. Resolves once all of it is stored. */
  take(body: ArrivedBody): Promise<Stored> {
    return this.#desk.take(body);
  }

  /** Applies the rules and stores what they leave. @param acceptPastSeconds unless it is as usual */
  store(
    tenant: Tenant,
    payload: Payload,
    acceptPastSeconds: number = this.#parts.acceptPastSeconds,
  ): Stored {
    const storing = this.#storing(tenant, acceptPastSeconds);
    storing.add(payload);
    return storing.stored;
  }

  /** What is being stored goes on to its end; what only waits for that is left. */
  close(): Promise<void> {
    return this.#desk.close();
  }

  *#storeInParts(tenant: Tenant, payload: Payload): Steps<Stored> {
    const storing = this.#storing(tenant, this.#parts.acceptPastSeconds);
    for (const part of payloadParts(payload)) {
      storing.add(part);
      yield;
    }
    return storing.stored;
  }

  #storing(tenant: Tenant, acceptPastSeconds: number): Storing {
    const { onStored } = this.#parts;
    return new Storing(tenant, { nowMs: this.clock.now(), acceptPastSeconds, onStored });
  }

  /** Stores what came as DogStatsD. @returns its entry in the log, which is like that of a request */
  takeDogstatsd({ payload, losses, bytes }: DogstatsdBatch): IntakeRequest {
    const tenant = this.tenants.named('');
    const { dropped, evicted } = this.store(tenant, payload);
    const request = dogstatsdRequest(payload, bytes, this.clock.now());
    Object.assign(request, { dropped: [...losses.drops, ...dropped], evicted });
    tenant.log(request);
    return request;
  }

  /** Keeps that a request was not served. It is nobody's: its key was not looked at. */
  noteUnserved({ incoming, path, status, wireBytes, fault }: Unserved): void {
    const how = status === 0 ? 'left without an answer' : `answered ${status}`;
    const request = newRequest(incoming, path, this.clock.now());
    Object.assign(request, { status, wireBytes, fault, errors: [`fault ${fault}: ${how}`] });
    this.log(this.tenants.named(''), request);
  }

  /** Keeps what became of a request. */
  log(tenant: Tenant, request: IntakeRequest, body?: Buffer): void {
    tenant.log(request);
    this.#parts.onRequest(request, body);
  }
}

function isClosed(error: unknown): boolean {
  return error instanceof IntakeError && error.code === 'ERR_CLOSED';
}
