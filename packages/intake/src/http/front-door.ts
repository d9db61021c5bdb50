import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { kindOf } from '../faults/fault.js';
import type { FaultBook } from '../faults/fault-book.js';
import type { FaultRule } from '../faults/fault-rule.js';
import type { FaultTarget } from '../faults/fault-target.js';
import { notePlayed } from '../faults/played-faults.js';
import { FaultedExchange } from './faulted-exchange.js';
import { foreignOrigin } from './foreign-origin.js';
import { PeekedRequest, pathOf } from './peeked-request.js';

export interface FrontDoorParts {
  readonly faults: FaultBook;
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

/** What requests meet first: the faults that are on. */
export class FrontDoor {
  readonly #parts: FrontDoorParts;
  readonly #closing = new AbortController();

  constructor(parts: FrontDoorParts) {
    this.#parts = parts;
  }

  handle(incoming: IncomingMessage, outgoing: ServerResponse): void {
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

/** Only what clients of Datadog ask for: faults must not lock out those who turn them off. */
function isFaultable(incoming: IncomingMessage): boolean {
  const path = pathOf(incoming);
  if (path.startsWith('/_control')) return false;
  if (!path.startsWith('/api/') && !path.startsWith('/intake')) return false;
  // A page from elsewhere must not use up a fault either.
  return foreignOrigin(incoming) === undefined;
}
