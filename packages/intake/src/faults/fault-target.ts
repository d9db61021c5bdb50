import type { Duplex } from 'node:stream';

/** An answer of normal service that was kept back. */
export interface HeldAnswer {
  readonly status: number;
  /** Without those that concern the connection. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** The request that a fault is played on, and what can be done to it. */
export interface FaultTarget {
  /** The connection, for what is not HTTP. Nothing was answered on it yet. */
  readonly socket: Duplex;
  /** Reads the body to its end, without looking at it. */
  readBody(): Promise<void>;
  /** Serves the request, storing what it carries, and gives the answer without sending it. */
  serve(): Promise<HeldAnswer>;
  /** Sends an answer and is done. */
  answer(answer: HeldAnswer): void;
  /** Sends the head of an answer, with the length of its whole body. */
  sendHead(answer: HeldAnswer): void;
  /** Sends a piece of the body, after `sendHead`. */
  sendBody(piece: Buffer): void;
  /** Is done with the answer, after all of its pieces. */
  sendEnd(): void;
  /** Closes the connection in order (FIN) after what was written. */
  hangUp(): void;
  /** Breaks the connection off (RST). */
  reset(): void;
  /** Closes the port and every connection; listens again after `forMs`. */
  closePort(forMs: number): void;
  /** Whether the client has gone, or the intake is closing. */
  readonly gone: boolean;
  /** Resolves after `milliseconds`, or as soon as the target is gone. */
  sleep(milliseconds: number): Promise<void>;
}
