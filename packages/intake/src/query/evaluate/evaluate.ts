import type { Expression, Operator } from '../syntax/expression.js';
import { QueryError } from '../syntax/query-error.js';
import { type Frame, groupKey, type ResultSeries } from './frame.js';
import { lineFunction } from './functions.js';
import type { TimeGrid } from './time-grid.js';

const operations: { readonly [O in Operator]: (a: number, b: number) => number } = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  // There is no value where the divisor is zero.
  '/': (a, b) => (b === 0 ? Number.NaN : a / b),
};

/**
 * Works out an expression.
 *
 * @param frameOf what a leaf comes to
 * @throws {QueryError}
 */
export function evaluate<Leaf>(
  expression: Expression<Leaf>,
  grid: TimeGrid,
  frameOf: (leaf: Leaf) => Frame,
): Frame {
  const frameFor = (each: Expression<Leaf>): Frame => evaluate(each, grid, frameOf);
  switch (expression.kind) {
    case 'leaf':
      return frameOf(expression.leaf);
    case 'number':
      return expression.value;
    case 'negation':
      return combine('-', 0, frameFor(expression.of));
    case 'operation':
      return combine(expression.operator, frameFor(expression.left), frameFor(expression.right));
    case 'call': {
      const change = lineFunction(expression.name, expression.position);
      const [given, ...more] = expression.arguments.map(frameFor);
      if (typeof given !== 'object' || more.length > 0) {
        throw new QueryError(`${expression.name}() takes one query`, expression.position);
      }
      return given.map(({ groups, values }) => ({ groups, values: change(values, grid.interval) }));
    }
  }
}

/** Lines of the same groups meet; a number, or a line without groups, meets all. */
function combine(operator: Operator, left: Frame, right: Frame): Frame {
  const apply = operations[operator];
  if (typeof left === 'number') {
    if (typeof right === 'number') return apply(left, right);
    return right.map((line) => mapLine(line, (value) => apply(left, value)));
  }
  if (typeof right === 'number') {
    return left.map((line) => mapLine(line, (value) => apply(value, right)));
  }
  const [onlyLeft] = left;
  const [onlyRight] = right;
  if (onlyRight?.groups.length === 0) return left.map((line) => meet(apply, line, onlyRight, line));
  if (onlyLeft?.groups.length === 0) return right.map((line) => meet(apply, onlyLeft, line, line));
  const partners = new Map(right.map((line) => [groupKey(line.groups), line]));
  return left.flatMap((line) => {
    const partner = partners.get(groupKey(line.groups));
    return partner === undefined ? [] : [meet(apply, line, partner, line)];
  });
}

function meet(
  apply: (a: number, b: number) => number,
  left: ResultSeries,
  right: ResultSeries,
  { groups }: ResultSeries,
): ResultSeries {
  const values = left.values.map((value, index) => apply(value, right.values[index] as number));
  return { groups, values };
}

function mapLine(
  { groups, values }: ResultSeries,
  change: (value: number) => number,
): ResultSeries {
  return { groups, values: values.map(change) };
}
