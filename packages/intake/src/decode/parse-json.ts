import { isAscii, isUtf8 } from 'node:buffer';
import { Refusal } from '../http/refusal.js';
import { endOfText, JsonStructure, jsonBytes } from './json-structure.js';

/** @throws {Refusal} 400 when the bytes are not UTF-8 or not JSON, or would take too much memory. */
export function parseJson(raw: Buffer): unknown {
  checkUtf8(raw);
  checkStructure(raw);
  try {
    return JSON.parse(textOf(raw));
  } catch (error) {
    throw new Refusal(400, `the body is not valid JSON: ${(error as Error).message}`);
  }
}

/** @throws {Refusal} 400 */
export function checkUtf8(raw: Buffer): void {
  if (!isUtf8(raw)) throw new Refusal(400, 'the body is not valid UTF-8');
}

/** @param raw valid UTF-8 */
export function textOf(raw: Buffer): string {
  return raw.toString(isAscii(raw) ? 'latin1' : 'utf8');
}

/** Looks at brackets outside of texts. What is not JSON may pass: the parser sees to that. */
function checkStructure(raw: Buffer): void {
  const structure = new JsonStructure();
  for (let at = 0; at < raw.length; at++) {
    const byte = raw[at] as number;
    if (byte === jsonBytes.quote) at = endOfText(raw, at + 1);
    else if (byte === jsonBytes.openArray || byte === jsonBytes.openObject) structure.open();
    else if (byte === jsonBytes.comma) structure.comma();
    else if (byte === jsonBytes.closeArray || byte === jsonBytes.closeObject) structure.close();
  }
}
