import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Requests that one connection may send ahead: no client needs more, and each is held. */
const maxAhead = 100;

type Exchange = readonly [IncomingMessage, ServerResponse];

/**
 * Has the requests of one connection served one after the other. A client may send many at once
 * and read none of the answers: then no more than the first is made.
 */
export class ConnectionTurns {
  readonly #serve: RequestListener;
  readonly #breakOff: (socket: Socket) => void;
  /** What was sent ahead, of connections on which a request is under way. */
  readonly #ahead = new WeakMap<Socket, Exchange[]>();

  constructor(serve: RequestListener, breakOff: (socket: Socket) => void) {
    this.#serve = serve;
    this.#breakOff = breakOff;
  }

  take(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const { socket } = incoming;
    const ahead = this.#ahead.get(socket);
    if (ahead === undefined) {
      this.#ahead.set(socket, []);
      this.#begin(socket, [incoming, outgoing]);
    } else if (ahead.length < maxAhead) ahead.push([incoming, outgoing]);
    else this.#breakOff(socket);
  }

  #begin(socket: Socket, [incoming, outgoing]: Exchange): void {
    outgoing.once('close', () => this.#next(socket));
    this.#serve(incoming, outgoing);
  }

  #next(socket: Socket): void {
    const next = socket.destroyed ? undefined : this.#ahead.get(socket)?.shift();
    if (next === undefined) this.#ahead.delete(socket);
    else this.#begin(socket, next);
  }
}
