import { Refusal } from '../http/refusal.js';

/** Nothing that is taken is nested half as deep. */
const maxDepth = 64;
/** A point has 6 bytes at least, of which the parser makes an object: 62 MB of them would be gigabytes. */
const maxContainers = 5_000_000;
/** Of samples as short as can be there would be three times as many. */
const maxCommas = 10_000_000;

export const jsonBytes = {
  quote: 0x22,
  backslash: 0x5c,
  comma: 0x2c,
  openArray: 0x5b,
  openObject: 0x7b,
  closeArray: 0x5d,
  closeObject: 0x7d,
} as const;

/** Counts what a document is made of, and refuses what would take too much memory. */
export class JsonStructure {
  depth = 0;
  #containers = 0;
  #commas = 0;

  /** @throws {Refusal} 400 */
  open(): void {
    if (++this.depth > maxDepth) {
      throw new Refusal(400, `the body is nested over ${maxDepth} deep`);
    }
    if (++this.#containers <= maxContainers) return;
    throw new Refusal(400, `the body has over ${maxContainers} objects and arrays`);
  }

  close(): void {
    this.depth--;
  }

  /** @throws {Refusal} 400 */
  comma(): void {
    if (++this.#commas <= maxCommas) return;
    throw new Refusal(400, `the body has over ${maxCommas} values`);
  }
}

/** Where the closing quote is. */
export function endOfText(raw: Buffer, start: number): number {
  let at = start;
  while (at < raw.length && raw[at] !== jsonBytes.quote) {
    at += raw[at] === jsonBytes.backslash ? 2 : 1;
  }
  return at;
}
