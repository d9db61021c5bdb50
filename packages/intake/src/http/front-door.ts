import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { kindOf } from '../faults/fault.js';
import type { FaultBook } from '../faults/fault-book.js';
import type { FaultRule } from '../faults/fault-rule.js';
import type { FaultTarget } from '../faults/fault-target.js';
import { notePlayed } from '../faults/played-faults.js';
import type { RateLimiter } from '../rate-limit.js';
import { jsonAnswer, sendAnswer } from './answer.js';
import { FaultedExchange } from './faulted-exchange.js';
import { foreignOrigin } from './foreign-origin.js';
import { isIngestPath } from './ingest-route.js';
import { PeekedRequest, pathOf } from './peeked-request.js';

export interface FrontDoorParts {
  readonly faults: FaultBook;
  readonly limiter: RateLimiter | undefined;
  /** Normal service. */
  readonly serve: RequestListener;
  readonly breakOff: (socket: Socket) => void;
  readonly closePort: (forMs: number) => void;
  /** Told of each request to an ingest route that is not served, before it is answered. */
  readonly onUnserved: (unserved: Unserved) => void;
}

/** A request that a fault kept from normal service. */
export interface Unserved {
  readonly incoming: IncomingMessage;
  readonly path: string;
  /** 0 is no answer. */
  readonly status: number;
  readonly wireBytes: number;
  /** The name of the fault. */
  readonly fault: string;
}

/** What requests meet first: the limit of their rate, then the faults that are on. */
export class FrontDoor {
  readonly #parts: FrontDoorParts;
  readonly #closing = new AbortController();

  constructor(parts: FrontDoorParts) {
    this.#parts = parts;
  }

  handle(incoming: IncomingMessage, outgoing: ServerResponse): void {
    if (this.#isOverLimit(incoming, outgoing)) return;
    if (this.#parts.faults.isEmpty || !isFaultable(incoming)) {
      this.#parts.serve(incoming, outgoing);
    } else {
      void this.#handleFaulted(incoming, outgoing);
    }
  }

  /** Lets go of everybody who is kept waiting. */
  close(): void {
    this.#closing.abort();
  }

  /** Writes the headers of the limit, and the answer where it is exceeded. */
  #isOverLimit(incoming: IncomingMessage, outgoing: ServerResponse): boolean {
    const { limiter } = this.#parts;
    const name = limiter && limitName(incoming);
    if (name === undefined || limiter === undefined) return false;
    const { exceeded, headers } = limiter.take(name);
    for (const [header, value] of Object.entries(headers)) outgoing.setHeader(header, value);
    if (!exceeded) return false;
    incoming.resume();
    const again = `again in ${headers['x-ratelimit-reset']} seconds`;
    const limit = `${headers['x-ratelimit-limit']} in ${headers['x-ratelimit-period']} seconds`;
    sendAnswer(
      outgoing,
      jsonAnswer(429, { errors: [`Rate limit of ${limit} reached: try ${again}`] }),
    );
    return true;
  }

  async #handleFaulted(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const request = new PeekedRequest(incoming);
    const rule = await this.#parts.faults.next(request);
    if (rule === undefined) return this.#parts.serve(request.untouched(), outgoing);
    const exchange = new FaultedExchange(
      {
        request,
        outgoing,
        serve: (again, held) => {
          notePlayed(again, kindOf(rule).name);
          this.#parts.serve(again, held);
        },
        breakOff: this.#parts.breakOff,
        closePort: this.#parts.closePort,
        onUnserved: (status) => this.#note(incoming, request, rule, status),
        closing: this.#closing.signal,
      },
      incoming.socket,
    );
    try {
      await play(rule, exchange);
    } finally {
      exchange.finish();
    }
  }

  #note(
    incoming: IncomingMessage,
    { ingest, path, wireBytes }: PeekedRequest,
    rule: FaultRule,
    status: number,
  ): void {
    if (!ingest) return;
    this.#parts.onUnserved({ incoming, path, status, wireBytes, fault: kindOf(rule).name });
  }
}

async function play(rule: FaultRule, target: FaultTarget): Promise<void> {
  if (rule.delayMs !== undefined) await target.sleep(rule.delayMs);
  await kindOf(rule).play(rule as never, target);
}

/** Payloads are not limited, nor is what Datadog does not have. */
function limitName(incoming: IncomingMessage): string | undefined {
  const path = pathOf(incoming);
  if (!path.startsWith('/api/')) return undefined;
  if (incoming.method === 'POST' && isIngestPath(path)) return undefined;
  const isQuery = path.startsWith('/api/v1/query') || path.startsWith('/api/v2/query');
  return isQuery ? 'query' : 'management';
}

/** Only what clients of Datadog ask for: faults must not lock out those who turn them off. */
function isFaultable(incoming: IncomingMessage): boolean {
  const path = pathOf(incoming);
  if (path.startsWith('/_control')) return false;
  if (!path.startsWith('/api/') && !path.startsWith('/intake')) return false;
  // A page from elsewhere must not use up a fault either.
  return foreignOrigin(incoming) === undefined;
}
