import { isDigit } from '../../text/characters.js';
import { QueryError } from './query-error.js';
import type { Scanner } from './scanner.js';
import { readScope, type Scope } from './scope.js';

/** How values that are there at the same time become one. */
export type SpaceAggregator = 'avg' | 'sum' | 'min' | 'max' | 'count';

/** How values of one series within an interval become one. */
export type TimeAggregator = SpaceAggregator;

/** `sum:http.requests{env:prod} by {route}.as_count().rollup(sum, 60)`, taken apart. */
export interface MetricQuery {
  readonly aggregator: SpaceAggregator | 'percentile';
  /** From 0 to 1, with the aggregator `percentile`. */
  readonly quantile: number;
  readonly metric: string;
  readonly scope: Scope;
  /** The scope as it was written. */
  readonly scopeText: string;
  readonly groupBy: readonly string[];
  readonly modifier: 'as_count' | 'as_rate' | undefined;
  readonly rollUp: RollUpChoice | undefined;
  /** What is put where a series has no point; nothing, unless it says so. */
  readonly fill: Fill | undefined;
  /** As it was written. */
  readonly text: string;
}

export interface RollUpChoice {
  readonly aggregator: TimeAggregator | undefined;
  /** Seconds. */
  readonly interval: number | undefined;
}

export interface Fill {
  readonly how: 'zero' | 'last' | 'linear';
  /** Seconds that a gap may be long. */
  readonly limit: number;
}

const fills: readonly Fill['how'][] = ['zero', 'last', 'linear'];
/** Datadog's. */
const fillLimit = 300;

const aggregators: readonly SpaceAggregator[] = ['avg', 'sum', 'min', 'max', 'count'];
const known = `${aggregators.join(', ')} or a percentile such as p95`;

const suffixes = 'as_count(), as_rate(), rollup() and fill()';

/** @throws {QueryError} */
export function readMetricQuery(scanner: Scanner): MetricQuery {
  scanner.peek();
  const start = scanner.position;
  const { aggregator, quantile } = readAggregator(scanner);
  scanner.expect(':', 'after the aggregator');
  const metric = scanner.takeWhile(isNameCharacter);
  if (metric === '') scanner.fail('expected the name of a metric');
  scanner.expect('{', `after ${metric}: a scope, {*} for everything`);
  const scopeStart = scanner.position;
  const scope = readScope(scanner);
  const scopeText = scanner.text.slice(scopeStart, scanner.position).trim();
  scanner.expect('}', 'after the scope');
  const groupBy = scanner.acceptWord('BY') ? readKeys(scanner) : [];
  let modifier: MetricQuery['modifier'];
  let rollUp: RollUpChoice | undefined;
  let fill: Fill | undefined;
  while (scanner.accept('.')) {
    const position = scanner.position;
    const name = scanner.takeWord('as_count, as_rate, rollup or fill');
    scanner.expect('(', `after ${name}`);
    if (name === 'as_count' || name === 'as_rate') modifier = name;
    else if (name === 'rollup') rollUp = readRollUp(scanner);
    else if (name === 'fill') fill = readFill(scanner);
    else throw new QueryError(`${name}() is none of ${suffixes}`, position);
    scanner.expect(')', `after .${name}(`);
  }
  const text = scanner.text.slice(start, scanner.position).trim();
  return { aggregator, quantile, metric, scope, scopeText, groupBy, modifier, rollUp, fill, text };
}

function readAggregator(scanner: Scanner): Pick<MetricQuery, 'aggregator' | 'quantile'> {
  const start = scanner.position;
  const name = scanner.takeWhile((character) => character !== ':' && isNameCharacter(character));
  const found = aggregators.find((each) => each === name);
  if (found !== undefined) return { aggregator: found, quantile: Number.NaN };
  const percent =
    name.startsWith('p') && isDigit(name[1] ?? '') ? Number(name.slice(1)) : Number.NaN;
  if (percent > 0 && percent <= 100) return { aggregator: 'percentile', quantile: percent / 100 };
  scanner.position = start;
  return scanner.fail(`expected an aggregator, ${known}, and a colon`);
}

function readKeys(scanner: Scanner): string[] {
  scanner.expect('{', 'after by');
  const keys: string[] = [];
  do {
    const key = scanner.takeWhile((character) => !' \t\n\r(){},:'.includes(character));
    if (key === '') scanner.fail('expected a tag key');
    keys.push(key.toLowerCase());
  } while (scanner.accept(','));
  scanner.expect('}', 'after the tag keys');
  return [...new Set(keys)];
}

function readRollUp(scanner: Scanner): RollUpChoice {
  let aggregator: TimeAggregator | undefined;
  if (!isDigit(scanner.peek())) {
    const position = scanner.position;
    const name = scanner.takeWord(`one of ${aggregators.join(', ')}, or seconds`);
    aggregator = aggregators.find((each) => each === name);
    if (aggregator === undefined) {
      throw new QueryError(`"${name}" is none of ${aggregators.join(', ')}`, position);
    }
    if (!scanner.accept(',')) return { aggregator, interval: undefined };
  }
  return { aggregator, interval: readSeconds(scanner, 'rollup') };
}

/** `fill(null)` is what there is without it. */
function readFill(scanner: Scanner): Fill | undefined {
  scanner.peek();
  const { position } = scanner;
  const name = scanner.takeWord(`one of ${fills.join(', ')}, null`);
  const how = fills.find((each) => each === name);
  if (how === undefined && name !== 'null') {
    throw new QueryError(`"${name}" is none of ${fills.join(', ')}, null`, position);
  }
  const limit = scanner.accept(',') ? readSeconds(scanner, 'fill') : fillLimit;
  return how && { how, limit };
}

function readSeconds(scanner: Scanner, name: string): number {
  scanner.peek();
  const { position } = scanner;
  const seconds = Number(scanner.takeWhile(isDigit));
  if (!(seconds > 0)) throw new QueryError(`${name}() takes whole seconds, from 1`, position);
  return seconds;
}

function isNameCharacter(character: string): boolean {
  return !' \t\n\r(){},+*/"\'`'.includes(character) && character !== '';
}
