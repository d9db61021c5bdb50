import type { IncomingMessage, ServerResponse } from 'node:http';
import type { KeyRing } from '../auth/key-ring.js';
import type { Clock } from '../clock.js';
import type { DecodedSeries } from '../decode/decoded-series.js';
import { type FaultQueue, playFault } from '../faults/fault-queue.js';
import type { IntakeRequest } from '../requests/intake-request.js';
import { admit } from '../rules/admit.js';
import { type Drop, DropTally } from '../rules/drop.js';
import type { Evicted } from '../store/evicted.js';
import type { SeriesStore } from '../store/series-store.js';
import { jsonAnswer } from './answer.js';
import { IngestExchange } from './ingest-exchange.js';
import type { IngestRoute } from './ingest-route.js';

export interface IngestParts {
  readonly keys: KeyRing;
  readonly clock: Clock;
  readonly faults: FaultQueue;
  readonly store: SeriesStore;
  readonly retentionSeconds: number;
  /** Called with each request once its answer is settled. */
  readonly log: (request: IntakeRequest) => void;
}

/** The door for payloads: faults first, then the origin, the key, the limits, the decoder, the rules. */
export class Ingest {
  readonly keys: KeyRing;
  readonly clock: Clock;
  readonly log: (request: IntakeRequest) => void;
  readonly #parts: IngestParts;

  constructor(parts: IngestParts) {
    this.keys = parts.keys;
    this.clock = parts.clock;
    this.log = parts.log;
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
      // A page from elsewhere must not use up a fault either.
      const fault = exchange.isForeign ? undefined : this.#parts.faults.next();
      if (fault !== undefined) return await playFault(fault, exchange);
      const answer = await exchange.serve();
      if (incoming.readableAborted) exchange.abandon();
      else exchange.answer(answer);
    } catch (error) {
      exchange.answer(jsonAnswer(500, { errors: [`intake: ${(error as Error).message}`] }));
    }
  }

  /** Applies the rules and stores what they leave. Returns what that cost. */
  store(payload: readonly DecodedSeries[]): { dropped: Drop[]; evicted: Evicted } {
    const { store, retentionSeconds } = this.#parts;
    const now = Math.floor(this.clock.now() / 1_000);
    const tally = new DropTally();
    store.sweep(now);
    const before = store.evicted;
    for (const series of payload) {
      const admitted = admit(series, now, retentionSeconds, tally);
      if (admitted !== undefined) store.write(admitted);
    }
    const { series, points } = store.evicted;
    const evicted = { series: series - before.series, points: points - before.points };
    return { dropped: tally.drops, evicted };
  }
}
