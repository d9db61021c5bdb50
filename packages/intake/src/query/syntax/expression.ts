import { isDigit, isWordCharacter } from '../../text/characters.js';
import { QueryError } from './query-error.js';
import type { Scanner } from './scanner.js';

/** Operators in one expression, each of which makes it one deeper. */
const maxOperators = 500;

export type Operator = '+' | '-' | '*' | '/';

/** Arithmetic over leaves: metric queries, or the names of queries. */
export type Expression<Leaf> =
  | { readonly kind: 'leaf'; readonly leaf: Leaf }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'negation'; readonly of: Expression<Leaf> }
  | {
      readonly kind: 'operation';
      readonly operator: Operator;
      readonly left: Expression<Leaf>;
      readonly right: Expression<Leaf>;
    }
  | {
      readonly kind: 'call';
      readonly name: string;
      readonly position: number;
      readonly arguments: readonly Expression<Leaf>[];
    };

/** Reads `a / (b + 2) * abs(c)`. */
export class ExpressionParser<Leaf> {
  readonly #scanner: Scanner;
  readonly #readLeaf: (scanner: Scanner) => Leaf;
  #operators = 0;

  constructor(scanner: Scanner, readLeaf: (scanner: Scanner) => Leaf) {
    this.#scanner = scanner;
    this.#readLeaf = readLeaf;
  }

  /** Sums of terms. */
  read(): Expression<Leaf> {
    return this.#chain(['+', '-'], () => this.#term());
  }

  #term(): Expression<Leaf> {
    return this.#chain(['*', '/'], () => this.#factor());
  }

  #chain(operators: readonly Operator[], next: () => Expression<Leaf>): Expression<Leaf> {
    let left = next();
    for (;;) {
      const operator = operators.find((each) => this.#scanner.accept(each));
      if (operator === undefined) return left;
      if (++this.#operators > maxOperators) {
        throw new QueryError(`more than ${maxOperators} operators`, this.#scanner.position - 1);
      }
      left = { kind: 'operation', operator, left, right: next() };
    }
  }

  #factor(): Expression<Leaf> {
    const scanner = this.#scanner;
    return scanner.nested(() => {
      if (scanner.accept('-')) return { kind: 'negation', of: this.#factor() };
      if (scanner.accept('(')) {
        const inner = this.read();
        scanner.expect(')', 'after the expression in parentheses');
        return inner;
      }
      const next = scanner.peek();
      if (isDigit(next) || next === '.') return { kind: 'number', value: readNumber(scanner) };
      return this.#callOrLeaf();
    });
  }

  #callOrLeaf(): Expression<Leaf> {
    const scanner = this.#scanner;
    const start = scanner.position;
    const name = scanner.takeWhile(isWordCharacter);
    if (name === '' || scanner.peek() !== '(') {
      scanner.position = start;
      return { kind: 'leaf', leaf: this.#readLeaf(scanner) };
    }
    scanner.expect('(', `after ${name}`);
    const given: Expression<Leaf>[] = [];
    do given.push(this.read());
    while (scanner.accept(','));
    scanner.expect(')', `after what ${name} is called with`);
    return { kind: 'call', name, position: start, arguments: given };
  }
}

function readNumber(scanner: Scanner): number {
  const start = scanner.position;
  const text = scanner.takeWhile((character) => isDigit(character) || character === '.');
  const value = Number(text);
  if (!Number.isFinite(value)) throw new QueryError(`"${text}" is no number`, start);
  return value;
}
