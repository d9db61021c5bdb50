import type { Transport, TransportRequest, TransportResponse } from '../src/index.js';

/** An answer: a status, headers, a body. */
export interface Scripted {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

type Script = (request: TransportRequest, index: number) => Scripted | Promise<Scripted>;

export interface Asked {
  readonly from: number;
  readonly to: number;
}

/** A transport that answers by a function, and remembers what it was asked. */
export class ScriptedTransport implements Transport {
  readonly requests: TransportRequest[] = [];
  closed = 0;
  readonly #script: Script;

  constructor(script: Script) {
    this.#script = script;
  }

  /** Windows of the requests so far, in seconds. */
  get windows(): Asked[] {
    return this.requests.map(windowOf);
  }

  async send(request: TransportRequest): Promise<TransportResponse> {
    const index = this.requests.length;
    this.requests.push(request);
    const answer = await this.#script(request, index);
    const { status = 200, headers = {}, body = emptyFor(request) } = answer;
    return {
      status,
      header: (name) => headers[name],
      text: typeof body === 'string' ? body : JSON.stringify(body),
    };
  }

  async close(): Promise<void> {
    this.closed++;
  }
}

export function windowOf({ path, body }: TransportRequest): Asked {
  if (body === undefined) {
    const { searchParams } = new URL(path, 'http://localhost');
    return { from: Number(searchParams.get('from')), to: Number(searchParams.get('to')) };
  }
  const { from, to } = JSON.parse(body).data.attributes;
  return { from: from / 1_000, to: to / 1_000 };
}

function emptyFor({ path }: TransportRequest): object {
  if (path.startsWith('/api/v1/')) return { status: 'ok', series: [] };
  const attributes = path.endsWith('scalar')
    ? { columns: [] }
    : { times: [], values: [], series: [] };
  return { data: { type: 'response', attributes } };
}
