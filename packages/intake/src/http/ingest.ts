import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Access } from '../auth/access.js';
import type { Check } from '../checks/check.js';
import type { Clock } from '../clock.js';
import type { DecodedSeries, DecodedSketches } from '../decode/decoded-series.js';
import type { Payload } from '../decode/payload.js';
import type { DogstatsdBatch } from '../dogstatsd/dogstatsd-door.js';
import type { IntakeEvent } from '../events/event.js';
import type { IntakeRequest } from '../requests/intake-request.js';
import { dogstatsdRequest, newRequest } from '../requests/new-request.js';
import { admit, admitSketches } from '../rules/admit.js';
import { type Drop, DropTally } from '../rules/drop.js';
import { admitsCheck, admitsEvent } from '../rules/time-rules.js';
import type { Evicted } from '../store/evicted.js';
import type { Tenant } from '../tenants/tenant.js';
import type { Tenants } from '../tenants/tenants.js';
import { jsonAnswer } from './answer.js';
import type { Unserved } from './front-door.js';
import { IngestExchange } from './ingest-exchange.js';
import type { IngestRoute } from './ingest-route.js';

export interface IngestParts {
  readonly access: Access;
  readonly clock: Clock;
  readonly tenants: Tenants;
  readonly acceptPastSeconds: number;
  /** Called with each request once its answer is settled, and its body if that was read. */
  readonly onRequest: (request: IntakeRequest, body: Buffer | undefined) => void;
  /** Called with what was stored of a payload. */
  readonly onStored: (tenant: Tenant, stored: Admitted) => void;
}

/** What is left of a payload after the rules. */
export interface Admitted {
  readonly series: DecodedSeries[];
  readonly sketches: DecodedSketches[];
  readonly events: IntakeEvent[];
  readonly checks: Check[];
}

/** What became of a payload. */
export interface Stored {
  readonly dropped: Drop[];
  readonly evicted: Evicted;
  /** With the ids they got, those that were dropped included. */
  readonly events: readonly IntakeEvent[];
}

/** The door for payloads: first the origin, then the key, the limits, the decoder, the rules. */
export class Ingest {
  readonly access: Access;
  readonly clock: Clock;
  readonly tenants: Tenants;
  readonly #parts: IngestParts;

  constructor(parts: IngestParts) {
    this.access = parts.access;
    this.clock = parts.clock;
    this.tenants = parts.tenants;
    this.#parts = parts;
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
      if (incoming.readableAborted) exchange.abandon();
      else exchange.answer(answer);
    } catch (error) {
      exchange.answer(jsonAnswer(500, { errors: [`intake: ${(error as Error).message}`] }));
    }
  }

  /** Applies the rules and stores what they leave. @param acceptPastSeconds unless it is as usual */
  store(
    tenant: Tenant,
    payload: Payload,
    acceptPastSeconds: number = this.#parts.acceptPastSeconds,
  ): Stored {
    const { store, events, checks } = tenant;
    const nowMs = this.clock.now();
    const now = Math.floor(nowMs / 1_000);
    const tally = new DropTally();
    const admitted: Admitted = { series: [], sketches: [], events: [], checks: [] };
    store.sweep(now);
    const before = store.evicted;
    for (const series of payload.series) {
      const left = admit(series, now, acceptPastSeconds, tally);
      if (left !== undefined) admitted.series.push(left);
    }
    for (const series of admitted.series) store.write(series);
    for (const sketches of payload.sketches) {
      const left = admitSketches(sketches, now, acceptPastSeconds, tally);
      if (left !== undefined) admitted.sketches.push(left);
    }
    for (const sketches of admitted.sketches) store.writeSketches(sketches);
    const identified = payload.events.map((event) => events.identify(event, nowMs));
    for (const event of identified) if (admitsEvent(event, now, tally)) admitted.events.push(event);
    for (const event of admitted.events) events.add(event);
    for (const check of payload.checks)
      if (admitsCheck(check, now, tally)) admitted.checks.push(check);
    for (const check of admitted.checks) checks.add(check);
    this.#parts.onStored(tenant, admitted);
    const { series, points } = store.evicted;
    const evicted = { series: series - before.series, points: points - before.points };
    return { dropped: tally.drops, evicted, events: identified };
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
