import { isAscii, isUtf8 } from 'node:buffer';
import { Refusal } from '../http/refusal.js';

/** @throws {Refusal} 400 when the bytes are not UTF-8 or not JSON. */
export function parseJson(raw: Buffer): unknown {
  if (!isUtf8(raw)) throw new Refusal(400, 'the body is not valid UTF-8');
  try {
    return JSON.parse(raw.toString(isAscii(raw) ? 'latin1' : 'utf8'));
  } catch (error) {
    throw new Refusal(400, `the body is not valid JSON: ${(error as Error).message}`);
  }
}
