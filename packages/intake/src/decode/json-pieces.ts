import { Refusal } from '../http/refusal.js';
import type { Steps } from '../steps.js';
import { endOfText, JsonStructure, jsonBytes } from './json-structure.js';
import { checkUtf8, textOf } from './parse-json.js';

/** What is parsed at a time, unless one entry is longer: well below a millisecond. */
const bytesPerPiece = 65_536;

/** What is told of the lists that are members of the document. */
export interface ListVisitor {
  /** A list begins; of several of one name the last one counts. */
  begin(name: string): void;
  /** The next of its entries. */
  entries(entries: readonly unknown[]): void;
}

/**
 * Parses a long document whose bulk is in lists right below its root, in steps.
 *
 * It takes and refuses exactly what `parseJson` does: a list is valid if the pieces that it is cut into
 * are, and the document if it is with its lists empty.
 *
 * @returns the document with such lists empty
 * @throws {Refusal} 400
 */
export function parseInPieces(
  raw: Buffer,
  visitor: ListVisitor,
  pieceBytes: number = bytesPerPiece,
): Steps<unknown> {
  checkUtf8(raw);
  return new JsonPieces(raw, visitor, pieceBytes).parse();
}

class JsonPieces {
  readonly #raw: Buffer;
  readonly #visitor: ListVisitor;
  readonly #pieceBytes: number;
  readonly #structure = new JsonStructure();
  #at = 0;
  /** Where the current piece of a list began; −1 outside of such lists. */
  #piece = -1;
  /** Whether the current piece is not the first of its list. */
  #isCut = false;
  /** Where the last text right below the root is: the name of what comes after it. */
  #name: readonly [number, number] = [0, 0];
  readonly #outside: string[] = [];
  #outsideFrom = 0;

  constructor(raw: Buffer, visitor: ListVisitor, pieceBytes: number) {
    this.#raw = raw;
    this.#visitor = visitor;
    this.#pieceBytes = pieceBytes;
  }

  *parse(): Steps<unknown> {
    while (this.#goOn()) yield;
    // Of a list without an end the beginning is enough to be refused.
    if (this.#piece >= 0) this.#outsideFrom = this.#raw.length;
    this.#outside.push(textOf(this.#raw.subarray(this.#outsideFrom)));
    return this.#parsed(this.#outside.join(''), 0);
  }

  /** Goes to the end of a piece. @returns false at the end of the document */
  #goOn(): boolean {
    const raw = this.#raw;
    const structure = this.#structure;
    const due = this.#at + this.#pieceBytes;
    for (let at = this.#at; at < raw.length; at++) {
      const byte = raw[at] as number;
      if (byte === jsonBytes.quote) {
        const end = endOfText(raw, at + 1);
        if (structure.depth === 1) this.#name = [at, end + 1];
        at = end;
      } else if (byte === jsonBytes.openArray || byte === jsonBytes.openObject) {
        structure.open();
        if (structure.depth === 2 && byte === jsonBytes.openArray) this.#begin(at + 1);
      } else if (byte === jsonBytes.comma) {
        structure.comma();
        if (at < due) continue;
        if (structure.depth === 2 && this.#piece >= 0) this.#cut(at);
        else if (at < due + this.#pieceBytes) continue;
        this.#at = at + 1;
        return true;
      } else if (byte === jsonBytes.closeArray || byte === jsonBytes.closeObject) {
        if (structure.depth === 2 && this.#piece >= 0) this.#end(at);
        structure.close();
      }
    }
    return false;
  }

  #begin(at: number): void {
    const name = textOf(this.#raw.subarray(...this.#name));
    this.#visitor.begin(name === '' ? '' : String(this.#parsed(name, this.#name[0])));
    this.#outside.push(textOf(this.#raw.subarray(this.#outsideFrom, at)));
    this.#piece = at;
    this.#isCut = false;
  }

  #cut(comma: number): void {
    this.#read(comma, false);
    this.#piece = comma + 1;
    this.#isCut = true;
  }

  #end(at: number): void {
    this.#read(at, !this.#isCut);
    this.#piece = -1;
    this.#outsideFrom = at;
  }

  #read(end: number, mayBeEmpty: boolean): void {
    const text = `[${textOf(this.#raw.subarray(this.#piece, end))}]`;
    const entries = this.#parsed(text, this.#piece) as unknown[];
    if (entries.length === 0 && !mayBeEmpty) {
      throw new Refusal(400, `the body is not valid JSON: no value before byte ${end}`);
    }
    this.#visitor.entries(entries);
  }

  #parsed(text: string, from: number): unknown {
    try {
      return JSON.parse(text);
    } catch (error) {
      const where = from === 0 ? '' : `from byte ${from} on: `;
      throw new Refusal(400, `the body is not valid JSON: ${where}${(error as Error).message}`);
    }
  }
}
