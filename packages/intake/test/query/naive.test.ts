import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { metricLines } from '../../src/query/evaluate/metric-lines.js';
import { TimeGrid } from '../../src/query/evaluate/time-grid.js';
import { parseQuery } from '../../src/query/syntax/parse.js';
import { SeriesStore } from '../../src/store/series-store.js';

/** Queries are held against the slowest way to answer them: point by point, from what was sent. */

/** A multiple of every interval. */
const from = 1_789_999_980;
const seconds = 120;

const aggregators = ['avg', 'sum', 'min', 'max', 'count'] as const;
type Aggregator = (typeof aggregators)[number];
const types = ['gauge', 'count', 'rate'] as const;

interface Sent {
  readonly type: (typeof types)[number];
  readonly tags: readonly string[];
  readonly host: string;
  readonly interval: number;
  readonly points: readonly (readonly [second: number, value: number])[];
}

const tag = fc.constantFrom('env:prod', 'env:dev', 'route:/a', 'route:/b', 'beta', 'Zone:East');
const points = fc.uniqueArray(fc.tuple(fc.nat(seconds - 1), fc.integer({ min: -50, max: 50 })), {
  selector: ([second]) => second,
  maxLength: 15,
});
const sent: fc.Arbitrary<Sent> = fc.record({
  type: fc.constantFrom(...types),
  tags: fc.uniqueArray(tag, { maxLength: 4 }),
  host: fc.constantFrom('', 'web-1', 'web-2'),
  interval: fc.constantFrom(0, 10),
  points,
});

/** A scope as text, and whether tags are within it. */
interface NaiveScope {
  readonly text: string;
  holds(tags: readonly string[]): boolean;
}

const patterns = [
  'env:prod',
  'env:*',
  '*:*e*',
  'beta',
  'route:/b',
  'zone:e*t',
  'host:web-1',
  'h*',
  'no:where',
];
const leafScope: fc.Arbitrary<NaiveScope> = fc.constantFrom(...patterns).map((pattern) => {
  const expression = new RegExp(`^${pattern.replaceAll('*', '.*')}$`);
  return { text: pattern, holds: (tags) => tags.some((each) => expression.test(each)) };
});
const { scope } = fc.letrec<{ scope: NaiveScope }>((tie) => {
  const pair = (word: string, both: (a: boolean, b: boolean) => boolean) =>
    fc.tuple(tie('scope'), tie('scope')).map(([a, b]) => ({
      text: `(${a.text}${word}${b.text})`,
      holds: (tags: readonly string[]) => both(a.holds(tags), b.holds(tags)),
    }));
  const not = (word: string) =>
    tie('scope').map((a) => ({
      text: `${word}(${a.text})`,
      holds: (tags: readonly string[]) => !a.holds(tags),
    }));
  const listed = fc.constantFrom(['dev', 'x'], ['prod', 'dev']).map((values) => ({
    text: `env IN (${values.join(', ')})`,
    holds: (tags: readonly string[]) => values.some((value) => tags.includes(`env:${value}`)),
  }));
  return {
    scope: fc.oneof(
      { maxDepth: 3 },
      leafScope,
      fc.constant<NaiveScope>({ text: '*', holds: () => true }),
      listed,
      pair(' OR ', (a, b) => a || b),
      pair(' AND ', (a, b) => a && b),
      pair(', ', (a, b) => a && b),
      not('NOT '),
      not('!'),
    ),
  };
});

const keys = fc.uniqueArray(fc.constantFrom('env', 'route', 'host', 'zone'), { maxLength: 2 });

function tagsOf({ tags, host }: Pick<Sent, 'tags' | 'host'>): string[] {
  return [...tags, ...(host === '' ? [] : [`host:${host}`])].map((each) => each.toLowerCase());
}

function groupsOf(tags: readonly string[], by: readonly string[]): string[][] {
  const [key, ...others] = by;
  if (key === undefined) return [[]];
  const found = tags.filter((each) => each.startsWith(`${key}:`));
  const choices = found.length === 0 ? [`${key}:N/A`] : found;
  return choices.flatMap((choice) => groupsOf(tags, others).map((rest) => [choice, ...rest]));
}

function aggregate(aggregator: Aggregator, values: readonly number[]): number {
  const sum = values.reduce((total, value) => total + value, 0);
  switch (aggregator) {
    case 'avg':
      return sum / values.length;
    case 'sum':
      return sum;
    case 'min':
      return Math.min(...values);
    case 'max':
      return Math.max(...values);
    case 'count':
      return values.length;
  }
}

/** Values by group and interval. */
type Table = Map<string, Map<number, number>>;

function tableOf(lines: readonly { groups: readonly string[]; values: Float64Array }[]): Table {
  return new Map(
    lines.map(({ groups, values }) => [
      groups.join(),
      new Map([...values.entries()].filter(([, value]) => !Number.isNaN(value))),
    ]),
  );
}

function expectAlike(found: Table, wanted: Table, tolerance = 1e-9): void {
  expect([...found.keys()].sort()).toEqual([...wanted.keys()].sort());
  for (const [group, values] of wanted) {
    expect([...(found.get(group)?.keys() ?? [])]).toEqual([...values.keys()].sort((a, b) => a - b));
    for (const [slot, value] of values) {
      const difference = Math.abs((found.get(group)?.get(slot) ?? Number.NaN) - value);
      expect(difference, `${group} at ${slot}`).toBeLessThanOrEqual(
        tolerance * Math.max(Math.abs(value), 1),
      );
    }
  }
}

/** Adds to the list of a group and an interval. */
function put<T>(lists: Map<string, Map<number, T[]>>, group: string, slot: number, value: T): void {
  const slots = lists.get(group) ?? new Map<number, T[]>();
  lists.set(group, slots.set(slot, [...(slots.get(slot) ?? []), value]));
}

function mapTable<T>(lists: Map<string, Map<number, T[]>>, change: (list: T[]) => number): Table {
  return new Map(
    [...lists].map(([group, slots]) => [
      group,
      new Map([...slots].map(([slot, list]) => [slot, change(list)])),
    ]),
  );
}

function linesOf(store: SeriesStore, text: string, interval: number): Table {
  const expression = parseQuery(text);
  if (expression.kind !== 'leaf') throw new Error('not a leaf');
  const grid = TimeGrid.of({ from, to: from + seconds }, interval);
  return tableOf(metricLines(store, expression.leaf, grid));
}

const newStore = (): SeriesStore =>
  new SeriesStore({ retentionSeconds: 3_600, maxSeries: 1_000, maxPoints: 100_000 });

describe('a query gives what the naive evaluator gives', () => {
  const query = fc.record({
    space: fc.constantFrom(...aggregators),
    time: fc.constantFrom(undefined, ...aggregators),
    modifier: fc.constantFrom('', '.as_count()', '.as_rate()'),
    interval: fc.constantFrom(1, 10, 60),
    scope,
    by: keys,
  });

  test('for series of every type', () => {
    fc.assert(
      fc.property(fc.array(sent, { maxLength: 8 }), query, (series, asked) => {
        const contexts = new Map(series.map((each) => [JSON.stringify(tagsOf(each).sort()), each]));
        const store = newStore();
        for (const each of contexts.values()) {
          store.write({
            ...each,
            metric: 'm',
            resources: 0,
            timestamps: each.points.map(([second]) => from + second),
            values: each.points.map(([, value]) => value),
          });
        }
        const { space, time, modifier, interval, by } = asked;
        const text = `${space}:m{${asked.scope.text}}${by.length > 0 ? ` by {${by.join()}}` : ''}${modifier}.rollup(${time === undefined ? '' : `${time}, `}${interval})`;

        const lists = new Map<string, Map<number, number[]>>();
        for (const each of contexts.values()) {
          const tags = tagsOf(each);
          if (!asked.scope.holds(tags)) continue;
          for (const [slot, value] of overTime(each, asked)) {
            for (const groups of groupsOf(tags, by)) put(lists, groups.join(), slot, value);
          }
        }
        expectAlike(
          linesOf(store, text, interval),
          mapTable(lists, (list) => aggregate(space, list)),
        );
      }),
      { numRuns: 500 },
    );
  });

  function overTime(
    { type, points: all, interval: width }: Sent,
    {
      time,
      modifier,
      interval,
    }: { time: Aggregator | undefined; modifier: string; interval: number },
  ): Map<number, number> {
    const slots = new Map<number, number[]>();
    for (const [second, value] of all) {
      const slot = Math.floor(second / interval);
      slots.set(slot, [...(slots.get(slot) ?? []), value]);
    }
    const adds =
      modifier === '.as_count()' ? type !== 'gauge' : modifier !== '' && type === 'count';
    const aggregator = time ?? (adds ? 'sum' : 'avg');
    let scale = 1;
    if (modifier === '.as_count()' && type === 'rate') scale = width || 1;
    if (modifier === '.as_rate()' && type === 'count') scale = 1 / interval;
    if (aggregator === 'count') scale = 1;
    return new Map(
      [...slots].map(([slot, values]) => [slot, aggregate(aggregator, values) * scale]),
    );
  }

  test('for distributions, percentiles within the error of a sketch', () => {
    const percents = [1, 50, 95, 99.9];
    const wanted = fc.constantFrom(...aggregators, ...percents);
    fc.assert(
      fc.property(
        fc.array(sent, { maxLength: 5 }),
        wanted,
        scope,
        keys,
        (series, what, within, by) => {
          const store = newStore();
          const lists = new Map<string, Map<number, number[]>>();
          for (const each of series) {
            const { tags, host } = each;
            // Several samples of one second, of both signs.
            const samples = each.points.flatMap(([second, value]) => [
              [second, value] as const,
              [second, value * 1.7] as const,
            ]);
            store.write({
              ...{ metric: 'd', type: 'distribution', interval: 0, resources: 0, tags, host },
              timestamps: samples.map(([second]) => from + second),
              values: samples.map(([, value]) => value),
            });
            if (!within.holds(tagsOf(each))) continue;
            for (const groups of groupsOf(tagsOf(each), by)) {
              for (const [second, value] of samples)
                put(lists, groups.join(), Math.floor(second / 10), value);
            }
          }
          const group = by.length > 0 ? ` by {${by.join()}}` : '';
          const name = typeof what === 'number' ? `p${what}` : what;
          const found = linesOf(store, `${name}:d{${within.text}}${group}.rollup(10)`, 10);
          if (typeof what === 'string') {
            expectAlike(
              found,
              mapTable(lists, (list) => aggregate(what, list)),
            );
            return;
          }
          const ranked = mapTable(lists, (list) => {
            const rank = (what / 100) * (list.length - 1);
            return list.sort((a, b) => a - b)[
              rank % 1 === 0.5 ? 2 * Math.round(rank / 2) : Math.round(rank)
            ] as number;
          });
          expectAlike(found, ranked, 1 / 64);
        },
      ),
    );
  });
});
