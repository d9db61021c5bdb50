import { sayError } from './say-error.js';
import type { Transport } from './transport/transport.js';

export interface ConnectionOptions {
  readonly open: () => Transport;
  /** Milliseconds that a socket must have lived before it is made anew; `undefined`: never made anew. */
  readonly renewAfterMs: number | undefined;
  readonly errorHandler: ((error: Error) => void) | undefined;
}

/** The way out that a client and its children share, with what is under way on it. */
export class Connection {
  socket: Transport | null = null;
  isClosed = false;
  #inFlight = 0;
  #idle: (() => void)[] = [];
  readonly #options: ConnectionOptions;
  readonly #onError = (error: Error): void => {
    sayError(error, 'socket error', this.#options.errorHandler);
    this.renew();
  };

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#open();
  }

  /** Messages handed over whose outcome is not known. */
  get inFlight(): number {
    return this.#inFlight;
  }

  set inFlight(count: number) {
    this.#inFlight = count;
    if (count === 0) this.#tellIdle();
  }

  begin(): void {
    this.#inFlight++;
  }

  /** One is settled: `told` has its callback called before anybody who waits for quiet. */
  end(told: () => void): void {
    this.#inFlight--;
    try {
      told();
    } finally {
      if (this.#inFlight === 0) this.#tellIdle();
    }
  }

  /** Calls back once nothing is under way, at once when that is so. */
  whenIdle(callback: () => void): void {
    if (this.#inFlight === 0) callback();
    else this.#idle.push(callback);
  }

  /** A connection that broke is made anew, unless it is too young or meant to stay as it is. */
  renew(): void {
    const { renewAfterMs } = this.#options;
    const { socket } = this;
    if (renewAfterMs === undefined || socket === null || this.isClosed) return;
    if (Date.now() - socket.createdAt < renewAfterMs) return;
    this.forget(socket);
    // Whatever becomes of it now, nobody listens any more.
    socket.on('error', () => {});
    socket.close();
    this.#open();
  }

  /** An error for whoever listens to the socket, which the console does, too. */
  raise(error: Error): void {
    if (this.socket === null || this.isClosed) console.error(error);
    else this.socket.emit('error', error);
  }

  /** Takes the listener off a socket that is done with. */
  forget(socket: Transport): void {
    socket.removeListener('error', this.#onError);
  }

  #open(): void {
    try {
      this.socket = this.#options.open();
      this.socket.on('error', this.#onError);
    } catch (error) {
      this.socket = null;
      sayError(error as Error, 'socket set-up', this.#options.errorHandler);
    }
  }

  #tellIdle(): void {
    const waiting = this.#idle;
    this.#idle = [];
    for (const callback of waiting) callback();
  }
}
