import { isAscii, isUtf8 } from 'node:buffer';
import { Refusal } from '../http/refusal.js';

/** Nothing that is taken is nested half as deep. */
const maxDepth = 64;
/** A point has 6 bytes at least, of which the parser makes an object: 62 MB of them would be gigabytes. */
const maxContainers = 5_000_000;
/** Of samples as short as can be there would be three times as many. */
const maxCommas = 10_000_000;

/** @throws {Refusal} 400 when the bytes are not UTF-8 or not JSON, or would take too much memory. */
export function parseJson(raw: Buffer): unknown {
  if (!isUtf8(raw)) throw new Refusal(400, 'the body is not valid UTF-8');
  checkStructure(raw);
  try {
    return JSON.parse(raw.toString(isAscii(raw) ? 'latin1' : 'utf8'));
  } catch (error) {
    throw new Refusal(400, `the body is not valid JSON: ${(error as Error).message}`);
  }
}

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;

/** Looks at brackets outside of texts. What is not JSON may pass: the parser sees to that. */
function checkStructure(raw: Buffer): void {
  let depth = 0;
  let containers = 0;
  let commas = 0;
  for (let at = 0; at < raw.length; at++) {
    const byte = raw[at] as number;
    if (byte === quote) at = endOfText(raw, at + 1);
    else if (byte === 0x5b || byte === 0x7b) {
      containers++;
      if (++depth > maxDepth) throw new Refusal(400, `the body is nested over ${maxDepth} deep`);
    } else if (byte === comma) commas++;
    else if (byte === 0x5d || byte === 0x7d) depth--;
  }
  if (commas > maxCommas) throw new Refusal(400, `the body has over ${maxCommas} values`);
  if (containers <= maxContainers) return;
  throw new Refusal(400, `the body has over ${maxContainers} objects and arrays`);
}

/** Where the closing quote is. */
function endOfText(raw: Buffer, start: number): number {
  let at = start;
  while (at < raw.length && raw[at] !== quote) at += raw[at] === backslash ? 2 : 1;
  return at;
}
