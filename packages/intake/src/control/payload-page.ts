import { setImmediate } from 'node:timers/promises';
import type { Payload } from '../decode/payload.js';
import type { LoggedPayload } from '../requests/payload-log.js';
import { inspectPayload } from './inspect-payload.js';

/** Of one answer, in characters of JSON; the payload that goes beyond begins the next one. */
const maxLength = 16 * 1_048_576;
/** Of what one payload carried: a body of 5 MB can become a hundred times as much. */
const maxContentLength = 4 * 1_048_576;
/** At least as many as are kept, so that none falls between two answers. */
const nextLimit = 1_000;

const kinds = ['series', 'sketches', 'events', 'checks'] as const;

/**
 * Payloads as JSON, the oldest first, as many as there is room for; `truncated` says what is left
 * out, and where it is. Others have their turn after each.
 *
 * @param gone tells that nobody waits for them any more
 */
export async function payloadPage(
  payloads: readonly LoggedPayload[],
  gone: () => boolean,
): Promise<string> {
  const texts: string[] = [];
  let length = 0;
  let last = 0;
  for (const payload of payloads) {
    if (gone()) break;
    const text = payloadText(payload);
    if (length > 0 && length + text.length > maxLength) break;
    texts.push(text);
    length += text.length;
    last = payload.id;
    await setImmediate();
  }
  const left = payloads.length - texts.length;
  const next = `/_control/payloads?after=${last}&limit=${nextLimit}`;
  const truncated = left === 0 ? '' : `,"truncated":${JSON.stringify({ payloads: left, next })}`;
  return `{"payloads":[${texts.join(',')}]${truncated}}`;
}

function payloadText(payload: LoggedPayload): string {
  const { content, ...head } = inspectPayload(payload);
  const lists: string[] = [];
  const left: Partial<Record<keyof Payload, number>> = {};
  let length = 0;
  for (const kind of kinds) {
    const texts = fitting(content[kind], maxContentLength - length);
    if (texts.length < content[kind].length) left[kind] = content[kind].length - texts.length;
    const list = texts.join(',');
    lists.push(`"${kind}":[${list}]`);
    length += list.length;
  }
  const truncated = { ...left, whole: `/_control/payloads/${payload.id}/body` };
  const shown = Object.keys(left).length === 0 ? head : { ...head, truncated };
  return `${JSON.stringify(shown).slice(0, -1)},"content":{${lists.join(',')}}}`;
}

/** As JSON, those from the first on that have so many characters together. */
function fitting(entries: readonly object[], most: number): string[] {
  const texts: string[] = [];
  let left = most;
  for (const entry of entries) {
    // Else a text is made that may be longer than a text can be.
    if (leastLength(entry) > left) break;
    const text = JSON.stringify(entry);
    left -= text.length + 1;
    if (left < 0) break;
    texts.push(text);
  }
  return texts;
}

/** What the JSON of a value has at least. */
function leastLength(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 1;
  let length = 1;
  for (const each of Object.values(value)) length += leastLength(each);
  return length;
}
