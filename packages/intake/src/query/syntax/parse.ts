import { isWordCharacter } from '../../text/characters.js';
import { type Expression, ExpressionParser } from './expression.js';
import { type MetricQuery, readMetricQuery } from './metric-query.js';
import { QueryError } from './query-error.js';
import { Scanner } from './scanner.js';

/** Longer ones are refused unread. */
const maxLength = 50_000;

/** Queries in a list. */
const maxQueries = 100;

/** One of the queries of a list. */
export interface ListedQuery {
  readonly expression: Expression<MetricQuery>;
  /** As it was written. */
  readonly text: string;
}

/**
 * Reads metric queries with arithmetic between them, several by commas: what `/api/v1/query` takes.
 *
 * @throws {QueryError}
 */
export function parseQueries(text: string): ListedQuery[] {
  const scanner = scannerOf(text);
  const parser = new ExpressionParser(scanner, readMetricQuery);
  const queries: ListedQuery[] = [];
  do {
    scanner.peek();
    const start = scanner.position;
    if (queries.length === maxQueries) {
      throw new QueryError(`a list has at most ${maxQueries} queries`, start);
    }
    const expression = parser.read();
    queries.push({ expression, text: text.slice(start, scanner.position).trim() });
  } while (scanner.accept(','));
  expectEnd(scanner);
  return queries;
}

/** Reads one of them: what a query of `/api/v2/query` is. @throws {QueryError} */
export function parseQuery(text: string): Expression<MetricQuery> {
  const [first, second] = parseQueries(text);
  if (second !== undefined) throw new QueryError('expected one query, not a list', 0);
  return (first as ListedQuery).expression;
}

/** Reads arithmetic between the names of queries. @throws {QueryError} also for a name not among them */
export function parseFormula(text: string, names: ReadonlySet<string>): Expression<string> {
  const scanner = scannerOf(text);
  const parser = new ExpressionParser(scanner, () => {
    scanner.peek();
    const { position } = scanner;
    const name = scanner.takeWhile(isWordCharacter);
    if (name === '') scanner.fail('expected the name of a query, or a number');
    if (names.has(name)) return name;
    const problem = `"${name}" in "${text}" is no query: there are ${[...names].join(', ')}`;
    throw new QueryError(problem, position);
  });
  const formula = parser.read();
  expectEnd(scanner);
  return formula;
}

/** All leaves, in the order in which they stand. */
export function leavesOf<Leaf>(expression: Expression<Leaf>): Leaf[] {
  switch (expression.kind) {
    case 'leaf':
      return [expression.leaf];
    case 'number':
      return [];
    case 'negation':
      return leavesOf(expression.of);
    case 'operation':
      return [...leavesOf(expression.left), ...leavesOf(expression.right)];
    case 'call':
      return expression.arguments.flatMap((argument) => leavesOf(argument));
  }
}

function scannerOf(text: string): Scanner {
  if (text.length > maxLength)
    throw new QueryError(`longer than ${maxLength} characters`, maxLength);
  return new Scanner(text);
}

function expectEnd(scanner: Scanner): void {
  if (scanner.peek() !== '') scanner.fail('expected an operator, or the end');
}
