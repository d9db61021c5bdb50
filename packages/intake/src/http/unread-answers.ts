import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** What a client may take `timeoutMs` for; for more it has as much time again. */
const bytesPerTimeout = 16 * 1_048_576;
/** What may wait for all clients together. */
const defaultMaxBytes = 256 * 1_048_576;

/** An answer that may have to wait for its client. */
interface Exchange {
  readonly socket: Socket;
  /** What is to be read by then; nothing while nothing waits. */
  due: { readonly byMs: number; readonly bytes: number } | undefined;
}

/**
 * Breaks off clients that do not read what they asked for: one of whom an answer waits too long,
 * and, when too much waits altogether, those of whom most does.
 */
export class UnreadAnswers {
  readonly #timeoutMs: number;
  readonly #maxBytes: number;
  readonly #breakOff: (socket: Socket) => void;
  readonly #exchanges = new Set<Exchange>();
  #timer: NodeJS.Timeout | undefined;

  /** @param timeoutMs for each 16 MiB, or part of them, that wait */
  constructor(
    timeoutMs: number,
    breakOff: (socket: Socket) => void,
    maxBytes: number = defaultMaxBytes,
  ) {
    this.#timeoutMs = timeoutMs;
    this.#breakOff = breakOff;
    this.#maxBytes = maxBytes;
  }

  /** From before the answer is written. */
  watch(socket: Socket, outgoing: ServerResponse): void {
    this.#makeRoom();
    const exchange: Exchange = { socket, due: undefined };
    this.#exchanges.add(exchange);
    outgoing.once('close', () => this.#exchanges.delete(exchange));
    this.#timer ??= setInterval(() => this.#look(), Math.ceil(this.#timeoutMs / 8)).unref();
  }

  #look(): void {
    const now = performance.now();
    for (const exchange of this.#exchanges) {
      if (this.#isLate(exchange, now)) this.#breakOff(exchange.socket);
    }
    this.#makeRoom();
    if (this.#exchanges.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #isLate(exchange: Exchange, now: number): boolean {
    const { bytesWritten, writableLength } = exchange.socket;
    const { due } = exchange;
    if (due !== undefined && bytesWritten - writableLength < due.bytes) return now >= due.byMs;
    const timeouts = Math.ceil(writableLength / bytesPerTimeout);
    const byMs = now + timeouts * this.#timeoutMs;
    exchange.due = timeouts === 0 ? undefined : { byMs, bytes: bytesWritten };
    return false;
  }

  #makeRoom(): void {
    let waiting = 0;
    for (const { socket } of this.#exchanges) waiting += socket.writableLength;
    if (waiting <= this.#maxBytes) return;
    const sockets = [...this.#exchanges].map(({ socket }) => socket);
    sockets.sort((a, b) => b.writableLength - a.writableLength);
    for (const socket of sockets) {
      if (waiting <= this.#maxBytes) return;
      waiting -= socket.writableLength;
      this.#breakOff(socket);
    }
  }
}
