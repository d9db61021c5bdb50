import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseFormula, parseQueries, parseQuery } from '../../src/query/syntax/parse.js';
import { QueryError } from '../../src/query/syntax/query-error.js';

const leaf = (text: string) => {
  const expression = parseQuery(text);
  if (expression.kind !== 'leaf') throw new Error('not a leaf');
  return expression.leaf;
};

describe('a metric query', () => {
  test('is taken apart', () => {
    expect(
      leaf('p99.9:http.time{env:prod,!host:a} by {route, Status}.as_count().rollup(sum, 60)'),
    ).toEqual({
      aggregator: 'percentile',
      quantile: 0.9990000000000001,
      metric: 'http.time',
      scope: {
        kind: 'and',
        of: [
          { kind: 'tag', pattern: 'env:prod' },
          { kind: 'not', of: { kind: 'tag', pattern: 'host:a' } },
        ],
      },
      scopeText: 'env:prod,!host:a',
      groupBy: ['route', 'status'],
      modifier: 'as_count',
      rollUp: { aggregator: 'sum', interval: 60 },
      text: 'p99.9:http.time{env:prod,!host:a} by {route, Status}.as_count().rollup(sum, 60)',
    });
  });

  test.each([
    ['rollup(60)', { aggregator: undefined, interval: 60 }],
    ['rollup(max)', { aggregator: 'max', interval: undefined }],
    ['rollup( avg , 300 )', { aggregator: 'avg', interval: 300 }],
  ])('%s', (text, rollUp) => {
    expect(leaf(`sum:m{*}.${text}`).rollUp).toEqual(rollUp);
  });

  test('AND binds closer than OR, NOT closest', () => {
    expect(leaf('sum:m{a:1 OR b:2 AND NOT (c:3 or d:4)}').scope).toEqual({
      kind: 'or',
      of: [
        { kind: 'tag', pattern: 'a:1' },
        {
          kind: 'and',
          of: [
            { kind: 'tag', pattern: 'b:2' },
            {
              kind: 'not',
              of: {
                kind: 'or',
                of: [
                  { kind: 'tag', pattern: 'c:3' },
                  { kind: 'tag', pattern: 'd:4' },
                ],
              },
            },
          ],
        },
      ],
    });
  });

  test('IN is any of a list, NOT IN none of it', () => {
    const list = {
      kind: 'or',
      of: [
        { kind: 'tag', pattern: 'env:prod' },
        { kind: 'tag', pattern: 'env:dev-*' },
      ],
    };
    expect(leaf('sum:m{env IN (prod, dev-*)}').scope).toEqual(list);
    expect(leaf('sum:m{env NOT IN (prod,dev-*)}').scope).toEqual({ kind: 'not', of: list });
  });

  test('tags may begin with words of the language', () => {
    expect(leaf('sum:m{order:1,inner:2,notice}').scope).toMatchObject({
      of: [{ pattern: 'order:1' }, { pattern: 'inner:2' }, { pattern: 'notice' }],
    });
  });
});

describe('what is wrong is said, with its place', () => {
  test.each([
    ['', 'expected an aggregator', 0],
    ['http.requests{*}', 'expected an aggregator', 0],
    ['avgg:m{*}', 'expected an aggregator', 0],
    ['p0:m{*}', 'expected an aggregator', 0],
    ['p101:m{*}', 'expected an aggregator', 0],
    ['avg:{*}', 'expected the name of a metric', 4],
    ['avg:m', 'expected "{"', 5],
    ['avg:m{', 'expected a tag, or *', 6],
    ['avg:m{}', 'expected a tag, or *', 6],
    ['avg:m{a:1', 'expected "}"', 9],
    ['avg:m{(a:1}', 'expected ")"', 10],
    ['avg:m{a:1 b:2}', 'expected "}"', 10],
    ['avg:m{$env}', 'template variables', 10],
    ['avg:m{env IN prod}', 'expected "("', 13],
    ['avg:m{*} by host', 'expected "{"', 12],
    ['avg:m{*} by {}', 'expected a tag key', 13],
    ['avg:m{*}.as_counts()', 'as_counts() is none of', 9],
    ['avg:m{*}.fill()', 'expected one of zero, last, linear, null', 14],
    ['avg:m{*}.fill(last, 0)', 'fill() takes whole seconds', 20],
    ['avg:m{*}.fill(mean)', '"mean" is none of zero', 14],
    ['avg:m{*}.rollup()', 'expected one of avg', 16],
    ['avg:m{*}.rollup(0)', 'whole seconds', 16],
    ['avg:m{*}.rollup(mean, 60)', '"mean" is none of avg', 16],
    ['avg:m{*} +', 'expected an aggregator', 10],
    ['avg:m{*} avg:n{*}', 'expected an operator', 9],
    ['(avg:m{*}', 'expected ")"', 9],
    ['1.2.3', '"1.2.3" is no number', 0],
  ])('%s', (text, problem, position) => {
    const parse = () => parseQueries(text);
    expect(parse).toThrow(QueryError);
    expect(parse).toThrow(problem);
    expect(parse).toThrow(expect.objectContaining({ position }));
  });

  test('nesting is bounded', () => {
    expect(() => parseQueries('('.repeat(100_000))).toThrow(QueryError);
    expect(() => parseQueries('('.repeat(1_000))).toThrow('nest deeper than 50');
    expect(() => parseQueries(`avg:m{${'!'.repeat(1_000)}a}`)).toThrow('nest deeper than 50');
    expect(() => parseFormula('-'.repeat(1_000), new Set())).toThrow('nest deeper than 50');
  });
});

test('operators and queries are bounded, since work and depth grow with them', () => {
  expect(() => parseQueries(`1${'+1'.repeat(20_000)}`)).toThrow('more than 500 operators');
  expect(() => parseQueries(`avg:m{*}${',avg:m{*}'.repeat(100)}`)).toThrow('at most 100 queries');
});

test('a list of queries, with arithmetic', () => {
  const queries = parseQueries('avg:a{*}/sum:b{*}*100 , abs(-avg:c{*})');
  expect(queries.map(({ text }) => text)).toEqual(['avg:a{*}/sum:b{*}*100', 'abs(-avg:c{*})']);
  expect(queries[0]?.expression).toMatchObject({
    operator: '*',
    left: { operator: '/', left: { leaf: { metric: 'a' } }, right: { leaf: { metric: 'b' } } },
    right: { value: 100 },
  });
  expect(queries[1]?.expression).toMatchObject({
    kind: 'call',
    name: 'abs',
    arguments: [{ kind: 'negation', of: { leaf: { metric: 'c' } } }],
  });
});

test('a formula is about names', () => {
  const names = new Set(['query1', 'b']);
  expect(parseFormula('(query1 - b) / 2', names)).toMatchObject({
    operator: '/',
    left: { operator: '-', left: { leaf: 'query1' }, right: { leaf: 'b' } },
    right: { value: 2 },
  });
  expect(() => parseFormula('b:m{*}', names)).toThrow('expected an operator');
  expect(() => parseFormula('query1 + query', names)).toThrow(
    expect.objectContaining({
      position: 9,
      message: expect.stringContaining(
        '"query" in "query1 + query" is no query: there are query1, b',
      ),
    }),
  );
});

test('any text is read or refused with its place', () => {
  const piece = fc.constantFrom(
    ...['avg:', 'p95:', 'm', '{', '}', '*', 'a:1', ',', ' by ', '.', 'rollup', '(', ')', 'sum'],
    ...['60', '+', '-', '/', ' AND ', ' IN ', '!', '$', 'as_count()', '\u0000', '💥', ' '],
  );
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join('')),
      (text) => {
        try {
          parseQueries(text);
        } catch (error) {
          expect(error).toBeInstanceOf(QueryError);
          expect((error as QueryError).position).toBeLessThanOrEqual(text.length);
        }
      },
    ),
  );
});
