import { inflateBody, inflateInBackground } from '../decode/inflate-body.js';
import type { Payload } from '../decode/payload.js';
import type { Slices } from '../slices.js';
import { atOnce, inSlices, type Steps } from '../steps.js';
import { closedError } from '../tenants/closed-error.js';
import type { Tenant } from '../tenants/tenant.js';
import { Turnstile } from '../turnstile.js';
import { decodeRaw, formatOf, type SentBody, shortRawBytes } from './decode-body.js';
import type { IngestRoute } from './ingest-route.js';
import { Refusal } from './refusal.js';
import type { Stored } from './storing.js';

/** What is longer is hardly short when it is decompressed. */
const shortWireBytes = 16_384;

/** On the wire, of all bodies together that are being taken in slices, or wait for that. */
const maxWaitingBytes = 256 * 1_048_576;

/** A body that was read to its end, and where it belongs. */
export interface ArrivedBody {
  readonly tenant: Tenant;
  readonly route: IngestRoute;
  readonly sent: SentBody;
  /** Told of what it carries before that is stored. */
  readonly onDecoded: (rawBytes: number, payload: Payload) => void;
}

export interface BodyDeskParts {
  /** Stores a payload; each step is whole in itself. */
  readonly store: (tenant: Tenant, payload: Payload) => Steps<Stored>;
  /** The same, all of it in one. */
  readonly storeAtOnce: (tenant: Tenant, payload: Payload) => Stored;
  /** How a long body is cut up. */
  readonly slices: () => Slices;
}

/** The store was emptied while a payload was being stored. */
class Cleared extends Error {
  override readonly name = 'Cleared';
}

/**
 * Takes bodies, those of one tenant in the order in which they came. A short one is stored when its
 * last byte is there; a long one in slices, while others of its tenant wait. Of long ones there is one
 * at a time, since each takes up much memory.
 */
export class BodyDesk {
  readonly #parts: BodyDeskParts;
  readonly #long = new Turnstile();
  readonly #closing = new AbortController();
  readonly #underWay = new Set<Promise<unknown>>();
  #waitingBytes = 0;

  constructor(parts: BodyDeskParts) {
    this.#parts = parts;
  }

  /**
   * Resolves once all of it is stored.
   *
   * @throws {Refusal} 400, 413, 415, 503; then nothing of it is stored
   * @throws {IntakeError} `ERR_CLOSED`; then nothing of it is stored either
   */
  async take(body: ArrivedBody): Promise<Stored> {
    if (!body.tenant.bodies.isFree) return this.#takeInTurn(body);
    const raw = shortRaw(body);
    if (raw === undefined) return this.#takeInTurn(body);
    return this.#takeAtOnce(body, raw);
  }

  /** What is being stored goes on to its end, all else is left. Resolves when that is done. */
  async close(): Promise<void> {
    this.#closing.abort(closedError());
    await Promise.allSettled(this.#underWay);
  }

  async #takeInTurn(body: ArrivedBody): Promise<Stored> {
    const { length } = body.sent.body;
    if (this.#waitingBytes + length > maxWaitingBytes) {
      throw new Refusal(503, 'too many long bodies wait to be stored: send it again later');
    }
    this.#waitingBytes += length;
    const taken = body.tenant.bodies.through(() => this.#takeNext(body));
    this.#underWay.add(taken);
    try {
      return await taken;
    } finally {
      this.#underWay.delete(taken);
      this.#waitingBytes -= length;
    }
  }

  async #takeNext(body: ArrivedBody): Promise<Stored> {
    this.#closing.signal.throwIfAborted();
    const raw = shortRaw(body);
    if (raw !== undefined) return this.#takeAtOnce(body, raw);
    return this.#long.through(() => this.#takeInSlices(body));
  }

  #takeAtOnce({ tenant, route, sent, onDecoded }: ArrivedBody, raw: Buffer): Stored {
    const payload = atOnce(decodeRaw(route, formatOf(route, sent), raw, sent));
    onDecoded(raw.length, payload);
    return this.#parts.storeAtOnce(tenant, payload);
  }

  async #takeInSlices({ tenant, route, sent, onDecoded }: ArrivedBody): Promise<Stored> {
    const { signal } = this.#closing;
    const goOn = (): void => signal.throwIfAborted();
    goOn();
    const { body, encoding } = sent;
    const format = formatOf(route, sent);
    const raw = await inflateInBackground(body, encoding, route.limits.maxRawBytes);
    goOn();
    const slices = this.#parts.slices();
    const payload = await inSlices(decodeRaw(route, format, raw, sent), slices, goOn);
    onDecoded(raw.length, payload);
    return this.#storeInSlices(tenant, payload, slices);
  }

  /** What is emptied meanwhile was emptied before: then all of it is stored anew. */
  async #storeInSlices(tenant: Tenant, payload: Payload, slices: Slices): Promise<Stored> {
    for (;;) {
      const { clears } = tenant;
      try {
        return await inSlices(this.#parts.store(tenant, payload), slices, () => {
          if (tenant.clears !== clears) throw new Cleared('the store was emptied');
        });
      } catch (error) {
        if (!(error instanceof Cleared)) throw error;
      }
    }
  }
}

/** Decompressed, when that does not take long; nothing for a body that is long. */
function shortRaw({ route, sent }: ArrivedBody): Buffer | undefined {
  if (sent.body.length > shortWireBytes && sent.encoding !== '') return undefined;
  formatOf(route, sent);
  try {
    return inflateBody(sent.body, sent.encoding, shortRawBytes);
  } catch (error) {
    if (error instanceof Refusal && error.status === 413) return undefined;
    throw error;
  }
}
