import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { DogHttpApi, type DogHttpApiOptions } from '../src/index.js';

export const apiKey = 'c0ffee00c0ffee00c0ffee00c0ffee00';
export const applicationKey = 'feed0000feed0000feed0000feed0000feed0000';

/** 2026-09-21T14:13:22Z, where the clock stands. */
export const now = 1_790_000_002;
/** It stands still, and pauses between attempts last milliseconds instead of seconds. */
export const clock = {
  now: () => now * 1_000,
  monotonic: () => performance.now(),
  setTimeout: (callback: () => void, delayMs: number) => {
    const isPause = delayMs >= 1_000 && delayMs <= 10_000;
    const timer = setTimeout(callback, isPause ? delayMs / 1_000 : delayMs);
    return { cancel: () => clearTimeout(timer) };
  },
};

/** One answer of the server; an object that is none of these is the JSON of a 200. */
export interface Answer {
  readonly status?: number;
  readonly json?: unknown;
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Ends the connection without an answer, or says nothing, or only begins. */
  readonly fault?: 'reset' | 'silence' | 'half';
}

export interface Arrival {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly json: unknown;
}

/** A server on loopback that answers in order as told, then by 500. */
export class ScriptedApi {
  readonly arrivals: Arrival[] = [];
  readonly answers: Answer[] = [];
  readonly #server: Server;

  constructor() {
    this.#server = createServer((incoming, outgoing) => void this.#serve(incoming, outgoing));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  listen(): Promise<void> {
    return new Promise((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  close(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  async #serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const text = await readText(incoming);
    const { method = '', url: path = '', headers } = incoming;
    const json = text === '' ? undefined : JSON.parse(text);
    this.arrivals.push({ method, path, headers, text, json });
    const answer = this.answers.shift() ?? { status: 500, json: { errors: ['not told'] } };
    if (answer.fault === 'silence') return;
    if (answer.fault === 'reset') {
      incoming.socket.destroy();
      return;
    }
    outgoing.writeHead(answer.status ?? 200, answer.headers);
    if (answer.fault === 'half') outgoing.write('{"half":');
    else
      outgoing.end(answer.text ?? (answer.json === undefined ? '' : JSON.stringify(answer.json)));
  }
}

/** Options of a client that waits for nobody. */
export const quick: DogHttpApiOptions = {
  apiKey,
  applicationKey,
  host: 'web-1',
  // The machine may be busy.
  timeoutMs: 30_000,
  env: {},
  clock,
  random: () => 0,
};

export interface Rig {
  readonly server: ScriptedApi;
  /** Rejects with its errors. */
  readonly api: DogHttpApi<{ swallow: false }>;
}

/** A client and its server, both gone after the test. */
export async function makeRig(options: DogHttpApiOptions = {}): Promise<Rig> {
  const server = new ScriptedApi();
  await server.listen();
  const api = new DogHttpApi({ ...quick, apiHost: server.url, swallow: false, ...options });
  onTestFinished(async () => {
    await api.close();
    await server.close();
  });
  return { server, api: api as unknown as DogHttpApi<{ swallow: false }> };
}

/** All that there is, in order. */
export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}
