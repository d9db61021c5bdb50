import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inflateSync } from 'node:zlib';

/** How the intake deals with one request. */
export type Answer =
  | number
  | {
      readonly status: number;
      readonly headers?: Readonly<Record<string, string | number>>;
      readonly body?: string | Buffer;
      /** Leaves the answer open after its body. */
      readonly unfinished?: boolean;
    }
  /** Closes the connection: at once, or after having taken the payload. */
  | 'reset'
  | 'accept-then-reset'
  /** Says nothing. */
  | 'hang';

/** A request as it arrived. */
export interface Arrival {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly wire: Buffer;
  readonly text: string;
  /** Names of the series in it, in order. */
  readonly metrics: readonly string[];
  readonly accepted: boolean;
}

interface WireSeries {
  readonly metric: string;
  readonly points: readonly (
    | { readonly timestamp: number; readonly value: number }
    | [number, number[]]
  )[];
}

/** A server on loopback that answers as told and keeps a journal. */
export class ScriptedIntake {
  /** Everything that came, in order. */
  readonly arrivals: Arrival[] = [];
  /** Answers for the requests to come; afterwards `otherwise`. */
  readonly script: Answer[] = [];
  otherwise: Answer | ((arrival: Omit<Arrival, 'accepted'>) => Answer) = 202;
  /** Connections that were ever made. */
  connections = 0;
  /** Where it listens, or did. */
  url = '';
  readonly #server: Server;
  readonly #late: (Arrival & { readonly after: number })[] = [];
  #waiting: (() => void)[] = [];

  constructor() {
    this.#server = createServer((request, response) => void this.#serve(request, response));
    this.#server.on('connection', () => this.connections++);
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Resolves when so many requests have come in all. */
  async untilArrivals(count: number): Promise<void> {
    while (this.arrivals.length < count) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** Applies a request now that looked lost when it came. */
  applyLate(index: number): void {
    const [late] = this.arrivals.slice(index, index + 1);
    if (late !== undefined)
      this.#late.push({ ...late, accepted: true, after: this.arrivals.length });
  }

  /** Last value received by series and second: what Datadog would show. */
  get lastValues(): Map<string, number> {
    const values = new Map<string, number>();
    for (const { accepted, text } of this.#applied()) {
      if (!accepted) continue;
      for (const { metric, points } of seriesOf(text)) {
        for (const point of points) {
          if ('timestamp' in point) values.set(`${metric}@${point.timestamp}`, point.value);
        }
      }
    }
    return values;
  }

  /** Arrivals in the order in which the server applied them. */
  *#applied(): Generator<Arrival> {
    for (const [index, arrival] of [...this.arrivals, undefined].entries()) {
      yield* this.#late.filter(({ after }) => after === index);
      if (arrival !== undefined) yield arrival;
    }
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const wire = Buffer.concat(chunks);
    const text = inflateSync(wire).toString();
    const arrival = {
      path: request.url ?? '',
      headers: request.headers,
      wire,
      text,
      metrics: seriesOf(text).map((series) => series.metric),
    };
    const { otherwise } = this;
    const answer =
      this.script.shift() ?? (typeof otherwise === 'function' ? otherwise(arrival) : otherwise);
    const status = typeof answer === 'object' ? answer.status : answer;
    const accepted =
      status === 'accept-then-reset' ||
      (typeof status === 'number' && status >= 200 && status < 300);
    this.arrivals.push({ ...arrival, accepted });
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resume of waiting) resume();
    if (answer === 'hang') return;
    if (answer === 'reset' || answer === 'accept-then-reset') {
      request.socket.resetAndDestroy();
    } else if (typeof answer === 'number') {
      response.writeHead(answer).end(answer < 300 ? '{"errors":[]}' : '');
    } else {
      response.writeHead(answer.status, { ...answer.headers });
      if (answer.unfinished) response.write(answer.body ?? '');
      else response.end(answer.body);
    }
  }
}

function seriesOf(text: string): WireSeries[] {
  return (JSON.parse(text) as { series: WireSeries[] }).series;
}
