import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What became of an invocation. */
export interface Answer {
  readonly kind: 'response' | 'error';
  readonly body: string;
  /** Of a stream that broke off, the type of the error in its trailers. */
  readonly trailers: Record<string, string | undefined>;
}

interface Invocation {
  readonly event: unknown;
  readonly deadlineMs: number;
  readonly answer: (answer: Answer) => void;
  readonly fail: (error: Error) => void;
}

/** The part of Lambda that a runtime talks to: it asks for invocations and posts answers. */
export class RuntimeApi {
  /** Called when the runtime asks for the next invocation: from then on a sandbox is frozen. */
  onAsked: () => void = () => {};
  /** Called before an invocation is handed out: the sandbox is thawed. */
  onDelivery: () => void = () => {};
  readonly #server: Server;
  readonly #queued: Invocation[] = [];
  readonly #running = new Map<string, Invocation>();
  #asked: ServerResponse | undefined;
  #ids = 0;

  constructor() {
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Invokes the function and waits for its answer. */
  invoke(event: unknown, timeoutMs = 30_000): Promise<Answer> {
    return new Promise((answer, fail) => {
      this.#queued.push({ event, deadlineMs: Date.now() + timeoutMs, answer, fail });
      this.#handOut();
    });
  }

  /** The runtime is gone: nobody will answer. */
  fail(reason: string): void {
    for (const { fail } of [...this.#queued, ...this.#running.values()]) fail(new Error(reason));
  }

  #handOut(): void {
    const response = this.#asked;
    const invocation = response && this.#queued.shift();
    if (response === undefined || invocation === undefined) return;
    this.#asked = undefined;
    const id = `invocation-${++this.#ids}`;
    this.#running.set(id, invocation);
    this.onDelivery();
    response.writeHead(200, {
      'Content-Type': 'application/json',
      'Lambda-Runtime-Aws-Request-Id': id,
      'Lambda-Runtime-Deadline-Ms': String(invocation.deadlineMs),
      'Lambda-Runtime-Invoked-Function-Arn': 'arn:aws:lambda:us-east-1:000000000000:function:test',
      'Lambda-Runtime-Trace-Id': 'Root=1-0-0;Parent=0;Sampled=0',
    });
    response.end(JSON.stringify(invocation.event));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '';
    if (path.endsWith('/invocation/next')) {
      this.#asked = response;
      this.onAsked();
      this.#handOut();
      return;
    }
    let body = '';
    for await (const chunk of request) body += chunk;
    response.writeHead(202).end('{}');
    if (path.endsWith('/init/error')) this.fail(body);
    const [, id = '', kind] = /invocation\/([^/]+)\/(response|error)$/.exec(path) ?? [];
    const invocation = this.#running.get(id);
    if (kind === undefined || invocation === undefined) return;
    this.#running.delete(id);
    invocation.answer({ kind: kind as Answer['kind'], body, trailers: request.trailers as never });
  }
}
