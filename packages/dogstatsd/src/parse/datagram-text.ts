import { isAscii } from 'node:buffer';

/**
 * A datagram as a string with one character per byte: places in it are places in the datagram, and
 * it is searched as fast as only strings are.
 */
export class DatagramText {
  /** Each byte as the character of that code. */
  readonly bytes: string;
  readonly #isAscii: boolean;

  constructor(bytes: Buffer) {
    this.bytes = bytes.toString('latin1');
    this.#isAscii = isAscii(bytes);
  }

  /** Where a character comes next, or `end` if it does not before. */
  find(character: string, start: number, end: number): number {
    const index = this.bytes.indexOf(character, start);
    return index < 0 || index > end ? end : index;
  }

  code(index: number): number {
    return this.bytes.charCodeAt(index);
  }

  /** What stands there, read as UTF-8. */
  text(start: number, end: number): string {
    const slice = this.bytes.slice(start, end);
    return this.#isAscii ? slice : Buffer.from(slice, 'latin1').toString('utf8');
  }
}
