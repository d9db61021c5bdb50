import { type ServerResponse, STATUS_CODES } from 'node:http';
import type { Refusal } from './refusal.js';

/** What goes back for one request. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Statuses whose body is the long form, with Datadog's own first line. */
const longForm: ReadonlyMap<number, string> = new Map([
  [403, 'Forbidden'],
  [413, 'Payload too large'],
]);

/** The answer to a refusal: Datadog's status and shape, and after its own words what was wrong. */
export function refusalAnswer(refusal: Pick<Refusal, 'status' | 'message'>): Answer {
  const title = longForm.get(refusal.status);
  if (title === undefined) return jsonAnswer(refusal.status, { errors: [refusal.message] });
  return jsonAnswer(refusal.status, {
    status: 'error',
    code: refusal.status,
    errors: [title, refusal.message],
    statuspage: 'http://status.datadoghq.com',
    twitter: 'http://twitter.com/datadogops',
    email: 'support@datadoghq.com',
  });
}

/** The same in the form of JSON:API, which newer routes have. */
export function jsonApiRefusal({ status, message }: Pick<Refusal, 'status' | 'message'>): Answer {
  const title = longForm.get(status) ?? STATUS_CODES[status] ?? 'Bad Request';
  return jsonAnswer(status, { errors: [{ status: String(status), title, detail: message }] });
}

export function jsonAnswer(status: number, body: unknown): Answer {
  return { status, body: JSON.stringify(body) };
}

/** Writes an answer as the whole response. */
export function sendAnswer(outgoing: ServerResponse, answer: Answer): void {
  if (outgoing.headersSent || outgoing.destroyed) return;
  const body = Buffer.from(answer.body);
  outgoing.writeHead(answer.status, {
    'content-type': 'application/json; charset=utf-8',
    ...answer.headers,
    'content-length': body.byteLength,
  });
  outgoing.end(body);
}
