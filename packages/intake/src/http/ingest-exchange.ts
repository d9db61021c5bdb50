import type { IncomingMessage, ServerResponse } from 'node:http';
import { requestKey } from '../auth/request-key.js';
import { checkContentType } from '../decode/content-type.js';
import type { DecodedSeries } from '../decode/decoded-series.js';
import { inflateBody } from '../decode/inflate-body.js';
import { parseJson } from '../decode/parse-json.js';
import type { FaultTarget } from '../faults/fault-target.js';
import type { IntakeRequest } from '../requests/intake-request.js';
import { type Answer, refusalAnswer, sendAnswer } from './answer.js';
import { foreignOrigin } from './foreign-origin.js';
import type { Ingest } from './ingest.js';
import type { IngestRoute } from './ingest-route.js';
import { type BodyRead, readBody } from './read-body.js';
import { Refusal } from './refusal.js';

/** One request to an ingest route, from its first byte to its answer. */
export class IngestExchange implements FaultTarget {
  readonly #ingest: Ingest;
  readonly #route: IngestRoute;
  readonly #incoming: IncomingMessage;
  readonly #outgoing: ServerResponse;
  readonly #request: IntakeRequest;

  constructor(
    ingest: Ingest,
    route: IngestRoute,
    incoming: IncomingMessage,
    outgoing: ServerResponse,
  ) {
    this.#ingest = ingest;
    this.#route = route;
    this.#incoming = incoming;
    this.#outgoing = outgoing;
    this.#request = {
      method: incoming.method ?? '',
      path: route.path,
      status: 0,
      encoding: incoming.headers['content-encoding'] ?? '',
      contentType: incoming.headers['content-type'] ?? '',
      wireBytes: 0,
      rawBytes: 0,
      series: 0,
      points: 0,
      receivedAt: ingest.clock.now(),
      errors: [],
      dropped: [],
      evicted: { series: 0, points: 0 },
    };
  }

  /** Whether a browser sent it on behalf of a page from elsewhere. */
  get isForeign(): boolean {
    return foreignOrigin(this.#incoming) !== undefined;
  }

  async readBody(): Promise<void> {
    await this.#read();
  }

  /** @returns the answer of normal service; what was taken is stored by then. */
  async serve(): Promise<Answer> {
    const read = await this.#read();
    try {
      const series = this.#decode(read);
      Object.assign(this.#request, this.#ingest.store(series));
      return { status: 202, body: this.#route.accepted };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.#request.errors.push(error.message);
      return refusalAnswer(error);
    }
  }

  answer(answer: Answer): void {
    this.#request.status = answer.status;
    // Logged first: who awaits the response and then asks for the requests must find this one.
    this.#ingest.log(this.#request);
    sendAnswer(this.#outgoing, answer);
  }

  destroy(why: string): void {
    this.#request.errors.push(why);
    this.#ingest.log(this.#request);
    this.#incoming.socket.resetAndDestroy();
  }

  /** Nobody is left to answer. */
  abandon(): void {
    this.destroy('the client went away before the body ended');
  }

  async #read(): Promise<BodyRead> {
    const read = await readBody(this.#incoming, this.#route.limits.maxWireBytes);
    this.#request.wireBytes = read.wireBytes;
    return read;
  }

  /** The body is read by now, so that refusing it leaves the connection in order. */
  #decode(read: BodyRead): DecodedSeries[] {
    const { limits, decode } = this.#route;
    const origin = foreignOrigin(this.#incoming);
    if (origin !== undefined) {
      throw new Refusal(
        403,
        `header Origin is "${origin}": no payloads from pages of other origins`,
      );
    }
    const key = requestKey(this.#incoming);
    if (key === undefined) throw new Refusal(403, 'no API key: send it as header DD-API-KEY');
    if (!this.#ingest.keys.accepts(key)) throw new Refusal(403, 'the API key is not a known one');
    if (read.aborted) throw new Refusal(400, 'the body ended early');
    if (read.body === undefined) {
      throw new Refusal(413, `the body is over the limit of ${limits.maxWireBytes} bytes`);
    }
    checkContentType(this.#request.contentType);
    const raw = inflateBody(read.body, this.#request.encoding, limits.maxRawBytes);
    this.#request.rawBytes = raw.length;
    const series = decode(parseJson(raw));
    this.#request.series = series.length;
    for (const { timestamps } of series) this.#request.points += timestamps.length;
    return series;
  }
}
