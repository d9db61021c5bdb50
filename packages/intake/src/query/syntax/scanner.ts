import { isWordCharacter } from '../../text/characters.js';
import { QueryError } from './query-error.js';

/** How deep parentheses may nest. */
const maxDepth = 50;

const spaces = new Set([' ', '\t', '\n', '\r']);

/** Reads a query from left to right, and knows where it is. */
export class Scanner {
  readonly text: string;
  position = 0;
  #depth = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** The next character that is no space; '' at the end. */
  peek(): string {
    while (spaces.has(this.text[this.position] ?? '')) this.position++;
    return this.text[this.position] ?? '';
  }

  /** Goes past a text if it comes next. */
  accept(text: string): boolean {
    this.peek();
    if (!this.text.startsWith(text, this.position)) return false;
    this.position += text.length;
    return true;
  }

  /** @throws {QueryError} */
  expect(text: string, where: string): void {
    if (!this.accept(text)) this.fail(`expected "${text}" ${where}`);
  }

  /** Goes past a word, in letters of any case, that ends there. */
  acceptWord(word: string): boolean {
    this.peek();
    const end = this.position + word.length;
    if (this.text.slice(this.position, end).toUpperCase() !== word) return false;
    if (isWordCharacter(this.text[end] ?? '')) return false;
    this.position = end;
    return true;
  }

  /** The longest run of characters that belong. */
  takeWhile(belongs: (character: string) => boolean): string {
    this.peek();
    const start = this.position;
    while (this.position < this.text.length && belongs(this.text[this.position] as string)) {
      this.position++;
    }
    return this.text.slice(start, this.position);
  }

  /** @throws {QueryError} when there is none */
  takeWord(what: string): string {
    const word = this.takeWhile(isWordCharacter);
    return word === '' ? this.fail(`expected ${what}`) : word;
  }

  /** Reads what stands within parentheses, which may nest so deep and no deeper. */
  nested<T>(read: () => T): T {
    if (++this.#depth > maxDepth) this.fail(`parentheses nest deeper than ${maxDepth}`);
    const result = read();
    this.#depth--;
    return result;
  }

  /** @throws {QueryError} always, with what stands here */
  fail(problem: string): never {
    const next = this.peek();
    const found =
      next === '' ? 'the end' : `"${this.text.slice(this.position, this.position + 20)}"`;
    throw new QueryError(`${problem}, not ${found}`, this.position);
  }
}
