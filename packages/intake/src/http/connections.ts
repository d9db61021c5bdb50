import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** How many connections there were, for those who count what a client opens. */
export interface ConnectionCounts {
  readonly open: number;
  /** Most that were open at the same time. */
  readonly peak: number;
  readonly total: number;
}

/** The connections of a server, as TCP sees them. */
export class Connections {
  readonly #byPort = new Map<number, Socket>();
  #peak = 0;
  #total = 0;

  constructor(server: Server) {
    server.on('connection', (socket: Socket) => this.#opened(socket));
  }

  get counts(): ConnectionCounts {
    return { open: this.#byPort.size, peak: this.#peak, total: this.#total };
  }

  /** Starts counting anew from what is open. */
  reset(): void {
    this.#peak = this.#byPort.size;
    this.#total = this.#byPort.size;
  }

  /** Breaks a connection off with an RST, which TLS can't send by itself. */
  breakOff(socket: Socket): void {
    const raw = this.#byPort.get(socket.remotePort ?? -1) ?? socket;
    raw.resetAndDestroy();
    socket.destroy();
  }

  #opened(socket: Socket): void {
    const port = socket.remotePort ?? -1;
    this.#byPort.set(port, socket);
    this.#total++;
    this.#peak = Math.max(this.#peak, this.#byPort.size);
    socket.once('close', () => {
      if (this.#byPort.get(port) === socket) this.#byPort.delete(port);
    });
  }
}
