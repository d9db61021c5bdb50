import type { RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FaultTarget, HeldAnswer } from '../faults/fault-target.js';
import { holdAnswer } from './held-response.js';
import type { PeekedRequest } from './peeked-request.js';

export interface FaultedExchangeParts {
  readonly request: PeekedRequest;
  readonly outgoing: ServerResponse;
  /** Normal service. */
  readonly serve: RequestListener;
  readonly breakOff: (socket: Socket) => void;
  readonly closePort: (forMs: number) => void;
  /** Called once, before an answer that is none of normal service; 0 is no answer. */
  readonly onUnserved: (status: number) => void;
  /** Aborted when the intake closes. */
  readonly closing: AbortSignal;
}

/** One request that a fault is played on. */
export class FaultedExchange implements FaultTarget {
  readonly #parts: FaultedExchangeParts;
  readonly socket: Socket;
  #isGone = false;
  #settled = false;
  readonly #gone: Promise<void>;

  constructor(parts: FaultedExchangeParts, socket: Socket) {
    this.#parts = parts;
    this.socket = socket;
    this.#gone = new Promise((resolve) => {
      const leave = (): void => {
        this.#isGone = true;
        socket.off('close', leave);
        parts.closing.removeEventListener('abort', leave);
        resolve();
      };
      socket.once('close', leave);
      parts.closing.addEventListener('abort', leave);
      parts.outgoing.once('close', () => {
        socket.off('close', leave);
        parts.closing.removeEventListener('abort', leave);
      });
    });
  }

  get gone(): boolean {
    return this.#isGone;
  }

  async readBody(): Promise<void> {
    await this.#parts.request.read();
  }

  async serve(): Promise<HeldAnswer> {
    this.#settled = true;
    return holdAnswer(this.#parts.request.untouched(), this.#parts.serve, this.#gone);
  }

  // What was served for one that is gone meanwhile may have no answer yet: nothing of it is sent.
  answer(answer: HeldAnswer): void {
    this.#settle(answer.status);
    this.sendHead(answer);
    this.sendBody(answer.body);
    this.sendEnd();
  }

  sendHead({ status, headers, body }: HeldAnswer): void {
    const { outgoing } = this.#parts;
    if (this.#isGone || outgoing.headersSent || outgoing.destroyed) return;
    outgoing.writeHead(status, { ...headers, 'content-length': body.length });
    outgoing.flushHeaders();
  }

  sendBody(piece: Buffer): void {
    if (!this.#isGone) this.#parts.outgoing.write(piece);
  }

  sendEnd(): void {
    if (!this.#isGone) this.#parts.outgoing.end();
  }

  hangUp(): void {
    this.#settle(0);
    this.socket.destroySoon();
  }

  reset(): void {
    this.#settle(0);
    this.#parts.breakOff(this.socket);
  }

  closePort(forMs: number): void {
    this.#parts.closePort(forMs);
  }

  /** Notes that there will be no answer, if there was none. */
  finish(): void {
    this.#settle(0);
  }

  async sleep(milliseconds: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const slept = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, milliseconds);
    });
    await Promise.race([slept, this.#gone]);
    clearTimeout(timer);
  }

  #settle(status: number): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#parts.onUnserved(status);
  }
}
