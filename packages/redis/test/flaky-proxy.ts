import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** Stands between a client and a server, and can lose one request or answer, with the connection. */
export class FlakyProxy {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #loseAnswerTo: string | undefined;
  #loseRequestWith: string | undefined;

  static async start(serverPort: number): Promise<FlakyProxy> {
    const proxy = new FlakyProxy(serverPort);
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  private constructor(serverPort: number) {
    this.#server = createServer((client) => this.#join(client, connect(serverPort, '127.0.0.1')));
  }

  get url(): string {
    return `redis://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The next request with this text arrives; its answer does not. */
  loseNextAnswerTo(text: string): void {
    this.#loseAnswerTo = text;
  }

  /** The next request with this text does not arrive. */
  loseNextRequestWith(text: string): void {
    this.#loseRequestWith = text;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #join(client: Socket, server: Socket): void {
    let isMute = false;
    const end = (): void => {
      client.destroy();
      server.destroy();
    };
    for (const socket of [client, server]) {
      this.#sockets.add(socket);
      socket.on('error', end);
      socket.on('close', () => {
        this.#sockets.delete(socket);
        end();
      });
    }
    client.on('data', (chunk: Buffer) => {
      const text = chunk.toString('latin1').toUpperCase();
      if (this.#loseRequestWith !== undefined && text.includes(this.#loseRequestWith)) {
        this.#loseRequestWith = undefined;
        end();
        return;
      }
      if (this.#loseAnswerTo !== undefined && text.includes(this.#loseAnswerTo)) {
        this.#loseAnswerTo = undefined;
        isMute = true;
      }
      server.write(chunk);
    });
    server.on('data', (chunk: Buffer) => {
      // The server has done it: now the connection breaks.
      if (isMute) end();
      else client.write(chunk);
    });
  }
}
