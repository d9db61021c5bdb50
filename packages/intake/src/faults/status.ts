import { z } from 'zod';
import { consistsOf, isWordCharacter } from '../text/characters.js';
import type { FaultKind } from './fault-kind.js';

/** Reads the request and answers it with this, storing nothing. Redirects are statuses, too. */
export interface StatusFault {
  /** 200 to 599: those from 100 to 199 are no answers, see `informational`. */
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Left out: `{"errors":["…"]}`. */
  readonly body?: string | undefined;
}

const headerName = z.string().refine(isHeaderName, 'is not a header name');
const headerValue = z.string().refine(isHeaderValue, 'is not a header value');

export const status: FaultKind<StatusFault> = {
  name: 'status',
  fields: {
    status: z.int().min(200).max(599),
    headers: z.record(headerName, headerValue).optional(),
    body: z.string().optional(),
  },
  async play(fault, target) {
    const body = fault.body ?? JSON.stringify({ errors: [`fault: answered ${fault.status}`] });
    await target.readBody();
    target.answer({
      status: fault.status,
      headers: { 'content-type': 'application/json; charset=utf-8', ...lowerCase(fault.headers) },
      body: Buffer.from(body),
    });
  },
};

function lowerCase(headers: StatusFault['headers'] = {}): Record<string, string> {
  const entries = Object.entries(headers);
  return Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), value]));
}

/** What a token of HTTP may have besides letters, digits and `_`. */
const marks = "!#$%&'*+.^`|~-";

function isHeaderName(text: string): boolean {
  const belongs = (character: string): boolean =>
    isWordCharacter(character) || marks.includes(character);
  return text !== '' && consistsOf(text, belongs);
}

/** Latin-1 without control characters but for tabs. */
function isHeaderValue(text: string): boolean {
  return consistsOf(
    text,
    (character) =>
      character === '\t' || (character >= ' ' && character <= '\xff' && character !== '\x7f'),
  );
}
