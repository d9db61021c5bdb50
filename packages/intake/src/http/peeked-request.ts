import { IncomingMessage } from 'node:http';
import { requestKey } from '../auth/request-key.js';
import type { RequestView } from '../faults/request-match.js';
import { isIngestPath } from './ingest-route.js';
import { type BodyRead, readBody } from './read-body.js';
import { readPayload } from './read-payload.js';

/** More of a body is not looked into. */
const maxPeekedBytes = 64 * 1024 * 1024;

/** A request that somebody looks at before it is served, its body included. */
export class PeekedRequest implements RequestView {
  readonly path: string;
  readonly #incoming: IncomingMessage;
  #reading: Promise<BodyRead> | undefined;
  #read: BodyRead | undefined;
  #replay: IncomingMessage | undefined;

  constructor(incoming: IncomingMessage) {
    this.#incoming = incoming;
    this.path = pathOf(incoming);
  }

  get method(): string {
    return this.#incoming.method ?? '';
  }

  get ingest(): boolean {
    return this.method === 'POST' && isIngestPath(this.path);
  }

  get key(): string | undefined {
    return requestKey(this.#incoming);
  }

  /** Bytes that were read of the body. */
  get wireBytes(): number {
    return this.#read?.wireBytes ?? 0;
  }

  async bodyBytes(): Promise<number> {
    return (await this.read()).wireBytes;
  }

  async metrics(): Promise<ReadonlySet<string>> {
    const { body } = await this.read();
    if (body === undefined) return new Set();
    const { 'content-encoding': encoding = '', 'content-type': contentType = '' } =
      this.#incoming.headers;
    const sent = { body, encoding, contentType, receivedAt: 0 };
    const { series, sketches } = readPayload(this.path, sent);
    return new Set([...series, ...sketches].map(({ metric }) => metric));
  }

  async windowSeconds(): Promise<number | undefined> {
    const query = new URL(this.#incoming.url ?? '', 'http://localhost').searchParams;
    const inAddress = span(query.get('from'), query.get('to'));
    if (inAddress !== undefined || this.method !== 'POST') return inAddress;
    const { body } = await this.read();
    const milliseconds = windowOfBody(body);
    return milliseconds === undefined ? undefined : milliseconds / 1_000;
  }

  /** Reads the body, once. */
  async read(): Promise<BodyRead> {
    this.#reading ??= readBody(this.#incoming, maxPeekedBytes);
    this.#read = await this.#reading;
    return this.#read;
  }

  /** The request as if nobody had read from it. */
  untouched(): IncomingMessage {
    if (this.#read === undefined) return this.#incoming;
    this.#replay ??= replay(this.#incoming, this.#read);
    return this.#replay;
  }
}

/** The path of a request, without its query. */
export function pathOf({ url = '' }: IncomingMessage): string {
  const query = url.indexOf('?');
  return query === -1 ? url : url.slice(0, query);
}

/** The same request with its body still to come. */
function replay(read: IncomingMessage, { body, aborted }: BodyRead): IncomingMessage {
  const again = new IncomingMessage(read.socket);
  const { method, url, headers, rawHeaders, httpVersion, httpVersionMajor, httpVersionMinor } =
    read;
  Object.assign(again, {
    method,
    url,
    rawHeaders,
    httpVersion,
    httpVersionMajor,
    httpVersionMinor,
  });
  again.headers = headers;
  if (body !== undefined && body.length > 0) again.push(body);
  if (aborted || body === undefined) {
    again.destroy();
  } else {
    again.complete = true;
    again.push(null);
  }
  return again;
}

function windowOfBody(body: Buffer | undefined): number | undefined {
  try {
    const { data } = JSON.parse(String(body)) as { data?: { attributes?: object } };
    const { from, to } = (data?.attributes ?? {}) as { from?: unknown; to?: unknown };
    return span(from, to);
  } catch {
    return undefined;
  }
}

function span(from: unknown, to: unknown): number | undefined {
  if (from === null || from === undefined || to === null || to === undefined) return undefined;
  const length = Number(to) - Number(from);
  return Number.isFinite(length) ? length : undefined;
}
