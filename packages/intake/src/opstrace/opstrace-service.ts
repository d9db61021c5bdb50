import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Answer, sendAnswer } from '../http/answer.js';
import { foreignOrigin } from '../http/foreign-origin.js';
import type { Ingest } from '../http/ingest.js';
import { readBody } from '../http/read-body.js';
import { Refusal } from '../http/refusal.js';
import { exposition } from '../prometheus/exposition.js';
import { RequestDurations } from '../prometheus/request-durations.js';
import type { IntakeRequest } from '../requests/intake-request.js';
import { newRequest } from '../requests/new-request.js';
import type { Tenant } from '../tenants/tenant.js';
import { opstraceTenant } from './opstrace-access.js';
import { checkContentType, maxBodyBytes, readDocument, undoEncoding } from './opstrace-body.js';
import type { OpstraceOptions } from './opstrace-options.js';
import type { OpstracePayload, OpstraceRoute } from './opstrace-route.js';
import { SampleOrder } from './sample-order.js';
import { writeUpstream } from './upstream.js';

/** Serves documents as Opstrace's process does, step by step in its order. */
export class OpstraceService {
  readonly durations: RequestDurations = new RequestDurations();
  readonly #options: OpstraceOptions;
  readonly #ingest: Ingest;
  readonly #maxSeries: number;
  readonly #orders = new WeakMap<Tenant, SampleOrder>();

  constructor(options: OpstraceOptions, ingest: Ingest, maxSeries: number) {
    this.#options = options;
    this.#ingest = ingest;
    this.#maxSeries = maxSeries;
  }

  /** Serves one request to the end. Never rejects. */
  async handle(
    route: OpstraceRoute,
    incoming: IncomingMessage,
    outgoing: ServerResponse,
  ): Promise<void> {
    const { clock, tenants } = this.#ingest;
    const started = performance.now();
    const request = newRequest(incoming, route.path, clock.now());
    const read = await readBody(incoming, maxBodyBytes);
    request.wireBytes = read.wireBytes;
    let tenant = tenants.named('');
    let answer: Answer;
    let body: Buffer | undefined;
    try {
      refuseForeign(incoming);
      tenant = tenants.named(
        opstraceTenant(incoming, this.#ingest.access.keys, this.#options.strict),
      );
      request.tenant = tenant.name;
      body = read.body;
      checkContentType(incoming.headers['content-type']);
      if (read.aborted) throw new Refusal(500, 'error while reading request body: it ended early');
      if (read.body === undefined) throw tooLarge();
      const payload = this.#decode(route, read.body, request);
      answer = await this.#store(tenant, payload, request, route);
    } catch (error) {
      answer = errorAnswer(error);
    }
    if (answer.status !== 202) request.errors.push(answer.body.slice(0, 1_000));
    request.status = answer.status;
    this.#ingest.log(tenant, request, body);
    const seconds = (performance.now() - started) / 1_000;
    this.durations.observe('POST', route.label, answer.status, seconds);
    sendAnswer(outgoing, answer);
  }

  /**
   * The last samples of what was sent under the key of a request, for Prometheus to scrape.
   *
   * @throws {Refusal} 401
   */
  exposition(incoming: IncomingMessage): string {
    const { access, clock, tenants } = this.#ingest;
    const tenant = tenants.named(opstraceTenant(incoming, access.keys, this.#options.strict));
    return exposition(this.#orderOf(tenant).series(), clock.now());
  }

  #decode(route: OpstraceRoute, body: Buffer, request: IntakeRequest): OpstracePayload {
    const { strict } = this.#options;
    const raw = undoEncoding(body, request.encoding, strict);
    request.rawBytes = raw.length;
    const payload = readDocument(raw, (document) => route.read(document, strict));
    request.series = payload.series.length;
    request.checks = payload.checks.length;
    for (const { timestamps } of payload.series) request.points += timestamps.length;
    request.points += payload.bad;
    return payload;
  }

  /** With a store behind, that one judges the order of samples; else it is judged here. */
  async #store(
    tenant: Tenant,
    payload: OpstracePayload,
    request: IntakeRequest,
    route: OpstraceRoute,
  ): Promise<Answer> {
    if (this.#options.upstream !== '') {
      const refused = await this.#handOn(tenant, payload);
      if (refused !== undefined) return refused;
    }
    const order = this.#orderOf(tenant);
    const problems: string[] = [];
    const series = payload.series.map((one, index) => {
      const prometheus = payload.prometheus[index];
      const taken = prometheus && order.take(prometheus, tenant.name);
      if (taken?.problem !== undefined) problems.push(taken.problem);
      if (taken === undefined) return one;
      const timestamps = taken.samples.map(({ timestamp }) => timestamp / 1_000);
      return { ...one, timestamps, values: taken.samples.map(({ value }) => value) };
    });
    const checks = payload.checks.filter((_, index) => {
      const prometheus = payload.prometheus[index];
      const taken = prometheus && order.take(prometheus, tenant.name);
      if (taken?.problem !== undefined) problems.push(taken.problem);
      return taken === undefined || taken.samples.length > 0;
    });
    const stored = this.#ingest.store(tenant, { series, sketches: [], events: [], checks });
    request.dropped = stored.dropped;
    request.evicted = stored.evicted;
    const [problem] = problems;
    if (problem !== undefined) return textAnswer(400, problem);
    return { status: 202, body: route.accepted, headers: { 'content-type': 'application/json' } };
  }

  /** @returns what to answer instead of a 202 */
  async #handOn(tenant: Tenant, payload: OpstracePayload): Promise<Answer | undefined> {
    try {
      const { status, body } = await writeUpstream(
        this.#options.upstream,
        tenant.name,
        payload.prometheus,
      );
      return status >= 200 && status < 300 ? undefined : textAnswer(status, body);
    } catch (error) {
      const { message, cause } = error as Error;
      const why = cause instanceof Error ? cause.message : message;
      return textAnswer(500, `error while interacting with remote_write endpoint: ${why}`);
    }
  }

  #orderOf(tenant: Tenant): SampleOrder {
    let order = this.#orders.get(tenant);
    if (order === undefined) {
      const { upstream, outOfOrder } = this.#options;
      order = new SampleOrder(upstream === '' ? outOfOrder : 'accept', this.#maxSeries);
      this.#orders.set(tenant, order);
      tenant.onClear(() => order?.clear());
    }
    return order;
  }
}

function refuseForeign(incoming: IncomingMessage): void {
  const origin = foreignOrigin(incoming);
  if (origin === undefined) return;
  throw new Refusal(403, `header Origin is "${origin}": no payloads from pages of other origins`);
}

function tooLarge(): Refusal {
  return new Refusal(413, `the body is over the limit of ${maxBodyBytes} bytes`);
}

export function errorAnswer(error: unknown): Answer {
  if (error instanceof Refusal) return textAnswer(error.status, error.message);
  return textAnswer(500, `intake: ${(error as Error).message}`);
}

export function textAnswer(status: number, body: string): Answer {
  return { status, body, headers: { 'content-type': 'text/plain; charset=utf-8' } };
}
