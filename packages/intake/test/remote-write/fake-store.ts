import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { PrometheusSeries } from '../../src/prometheus/series.js';
import { readBody } from './read-write-request.js';

interface Reply {
  status: number;
  body?: string;
  headers?: Record<string, string>;
}

/** A store that answers as it is told, and remembers what it took. */
export class FakeStore {
  /** What it answers to a request with that number, from 0. */
  answer: (series: readonly PrometheusSeries[], request: number) => Reply | undefined = () =>
    undefined;
  readonly requests: { headers: IncomingHttpHeaders; series: PrometheusSeries[] }[] = [];
  /** Requests that were under way at once, at most. */
  mostAtOnce = 0;
  readonly #server: Server;
  #atOnce = 0;

  static async open(): Promise<FakeStore> {
    const store = new FakeStore();
    await new Promise<void>((resolve) => store.#server.listen(0, '127.0.0.1', resolve));
    return store;
  }

  private constructor() {
    this.#server = createServer((incoming, outgoing) => {
      this.mostAtOnce = Math.max(this.mostAtOnce, ++this.#atOnce);
      void buffer(incoming).then((body) => {
        this.#atOnce--;
        const series = readBody(body);
        const reply = this.answer(series, this.requests.length);
        this.requests.push({ headers: incoming.headers, series });
        if (reply === undefined) outgoing.writeHead(204).end();
        else outgoing.writeHead(reply.status, reply.headers).end(reply.body);
      });
    });
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/api/v1/write`;
  }

  /** Values in the order in which they came, by name. */
  values(name: string): number[] {
    return this.requests
      .flatMap(({ series }) => series)
      .filter(({ labels }) => labels.some(([key, value]) => key === '__name__' && value === name))
      .flatMap(({ samples }) => samples.map(({ value }) => value));
  }

  close(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => void this.#server.close(() => resolve()));
  }
}
