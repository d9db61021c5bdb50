import { Refusal } from '../http/refusal.js';

const jsonTypes: ReadonlySet<string> = new Set(['', 'application/json', 'text/json']);

/**
 * Parameters such as the charset are ignored, and a request without the header is read as JSON.
 *
 * @throws {Refusal} 415 when the header names something other than JSON.
 */
export function checkContentType(header: string): void {
  const type = (header.split(';', 1)[0] ?? '').trim().toLowerCase();
  if (jsonTypes.has(type)) return;
  throw new Refusal(415, `Content-Type "${header}" is not taken: send application/json`);
}
