import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request that waits at the gate. */
export interface HeldRequest {
  /** Hands it on and resolves with the answer, which the client has not got yet. */
  forward(): Promise<number>;
  /** Gives the client the answer. */
  answer(): void;
  /** Breaks the client's connection instead. */
  cut(): void;
}

/** Stands before an intake and holds what comes: between arrival and answer, time can pass. */
export class HttpGate {
  readonly #target: string;
  readonly #server: Server;
  readonly #held: HeldRequest[] = [];
  #waiting: (() => void)[] = [];

  static async start(target: string): Promise<HttpGate> {
    const gate = new HttpGate(target);
    await new Promise<void>((resolve) => gate.#server.listen(0, '127.0.0.1', resolve));
    return gate;
  }

  private constructor(target: string) {
    this.#target = target;
    this.#server = createServer((request, response) => void this.#hold(request, response));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The next request, as soon as all of it has come. */
  async next(): Promise<HeldRequest> {
    for (;;) {
      const held = this.#held.shift();
      if (held !== undefined) return held;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #hold(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = 'POST', url = '/' } = request;
    const headers = { ...(request.headers as Record<string, string>) };
    for (const name of ['connection', 'host', 'content-length', 'transfer-encoding']) {
      delete headers[name];
    }
    let status = 500;
    this.#held.push({
      forward: async () => {
        const body = Buffer.concat(chunks);
        status = (await fetch(this.#target + url, { method, headers, body })).status;
        return status;
      },
      answer: () => void response.writeHead(status).end('{"errors":[]}'),
      cut: () => void request.socket.destroy(),
    });
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resume of waiting) resume();
  }
}
