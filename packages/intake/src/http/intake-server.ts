import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Socket } from 'node:net';
import type { FaultBook } from '../faults/fault-book.js';
import type { RateLimiter } from '../rate-limit.js';
import { ConnectionTurns } from './connection-turns.js';
import { type ConnectionCounts, Connections } from './connections.js';
import { FrontDoor, type Unserved } from './front-door.js';
import { listen } from './listen.js';
import { UnreadAnswers } from './unread-answers.js';

/** Certificate and key of a TLS server, in PEM. */
export interface TlsFiles {
  readonly cert: string | Buffer;
  readonly key: string | Buffer;
}

export interface IntakeServerParts {
  readonly host: string;
  readonly tls: TlsFiles | undefined;
  readonly headTimeoutMs: number;
  readonly bodyTimeoutMs: number;
  readonly answerTimeoutMs: number;
  readonly faults: FaultBook;
  /** For everything but payloads; nothing limits without it. */
  readonly limiter: RateLimiter | undefined;
  /** Normal service. */
  readonly serve: RequestListener;
  /** Told of each request to an ingest route that a fault kept from service. */
  readonly onUnserved: (unserved: Unserved) => void;
}

/** The port and what comes in by it: connections, then faults, then normal service. */
export class IntakeServer {
  readonly #parts: IntakeServerParts;
  readonly #server: Server;
  readonly #connections: Connections;
  readonly #door: FrontDoor;
  #port = 0;
  #reopening: NodeJS.Timeout | undefined;
  #closed: Promise<void> | undefined;

  constructor(parts: IntakeServerParts) {
    this.#parts = parts;
    const breakOff = (socket: Socket): void => this.#connections.breakOff(socket);
    this.#door = new FrontDoor({
      faults: parts.faults,
      limiter: parts.limiter,
      serve: parts.serve,
      breakOff,
      closePort: (forMs) => this.#closePortFor(forMs),
      onUnserved: parts.onUnserved,
    });
    const unread = new UnreadAnswers(parts.answerTimeoutMs, breakOff);
    const turns = new ConnectionTurns((incoming, outgoing) => {
      unread.watch(incoming.socket, outgoing);
      this.#door.handle(incoming, outgoing);
    }, breakOff);
    this.#server = makeServer(parts, (incoming, outgoing) => turns.take(incoming, outgoing));
    this.#connections = new Connections(this.#server);
    this.#server.on('connection', (socket: Socket) => {
      if (parts.faults.breaksConnection()) socket.resetAndDestroy();
    });
  }

  /** 0 before `start`. */
  get port(): number {
    return this.#port;
  }

  get connections(): ConnectionCounts {
    return this.#connections.counts;
  }

  /** Counts connections and limited requests anew. */
  reset(): void {
    this.#connections.reset();
    this.#parts.limiter?.reset();
  }

  /** @throws {IntakeError} `ERR_PORT_TAKEN` */
  async start(port: number | undefined): Promise<void> {
    this.#port = await listen(this.#server, this.#parts.host, port);
  }

  /** Closes the port and all connections, as if nothing had ever listened there. */
  async stopListening(): Promise<void> {
    clearTimeout(this.#reopening);
    if (!this.#server.listening) return;
    const stopped = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    await stopped;
  }

  /** Undoes `stopListening`, on the same port. */
  async listenAgain(): Promise<void> {
    clearTimeout(this.#reopening);
    if (this.#server.listening || this.#closed !== undefined) return;
    await listen(this.#server, this.#parts.host, this.#port);
  }

  /** Closes connections on which nothing is under way, so that the next request makes a new one. */
  closeIdleConnections(): void {
    this.#server.closeIdleConnections();
  }

  close(): Promise<void> {
    this.#closed ??= this.stopListening();
    this.#door.close();
    return this.#closed;
  }

  #closePortFor(forMs: number): void {
    void this.stopListening().then(() => {
      if (this.#closed !== undefined) return;
      this.#reopening = setTimeout(() => {
        // Somebody else may have taken the port: there is nobody left to tell.
        this.listenAgain().catch(() => undefined);
      }, forMs);
    });
  }
}

/** Slow clients get a 408, heads that are too long a 431; both lose their connection. */
function serverOptions({ headTimeoutMs, bodyTimeoutMs }: IntakeServerParts): ServerOptions {
  return {
    // Longer than a flush interval: else a client meets a connection that is just being closed.
    keepAliveTimeout: 75_000,
    headersTimeout: headTimeoutMs,
    requestTimeout: Math.max(headTimeoutMs, bodyTimeoutMs),
    connectionsCheckingInterval: Math.min(5_000, Math.ceil(headTimeoutMs / 3)),
    maxHeaderSize: 16_384,
  };
}

/** What one machine has use for: each may hold as much as one body. */
const maxConnections = 1_000;

function makeServer(parts: IntakeServerParts, listener: RequestListener): Server {
  const { tls } = parts;
  const options = serverOptions(parts);
  const server =
    tls === undefined
      ? createServer(options, listener)
      : (createTlsServer({ ...tls, ...options }, listener) as unknown as Server);
  server.maxConnections = maxConnections;
  return server;
}
