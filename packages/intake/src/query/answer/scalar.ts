import type { Tenant } from '../../tenants/tenant.js';
import { evaluate } from '../evaluate/evaluate.js';
import type { Frame, ResultSeries } from '../evaluate/frame.js';
import { groupKey } from '../evaluate/frame.js';
import { metricLines } from '../evaluate/metric-lines.js';
import { TimeGrid, type TimeRange } from '../evaluate/time-grid.js';
import { leavesOf } from '../syntax/parse.js';
import { longest } from './v1-query.js';
import type { Formula, NamedQuery, ScalarAggregator, V2Request } from './v2-request.js';

/**
 * The answer of `POST /api/v2/query/scalar`: a row for each group, a column for each formula, and one
 * for each key that is grouped by.
 *
 * @throws {QueryError}
 */
export function answerScalar(tenant: Tenant, request: V2Request): object {
  const range = { from: request.from / 1_000, to: request.to / 1_000 };
  const whole = TimeGrid.single(range);
  const frames = new Map<string, Frame>();
  for (const query of request.queries) frames.set(query.name, scalars(tenant, query, range));
  const columns = request.formulas.map(({ expression }) =>
    evaluate(expression, whole, (name) => frames.get(name) as Frame),
  );
  const rows = limited(rowsOf(columns), request.formulas);
  const keys = [...new Set(rows.flatMap(({ groups }) => groups.map(keyOf)))];
  return {
    data: {
      type: 'scalar_response',
      attributes: {
        columns: [
          ...keys.map((key) => ({
            name: key,
            type: 'group',
            values: rows.map(({ groups }) =>
              groups.filter((tag) => keyOf(tag) === key).map((tag) => tag.slice(key.length + 1)),
            ),
          })),
          ...request.formulas.map(({ text }, index) => ({
            name: text,
            type: 'number',
            values: rows.map(({ values }) => values[index] ?? null),
            meta: { unit: [null, null] },
          })),
        ],
      },
    },
  };
}

/** A line of a single value for each group of a query. */
function scalars(
  tenant: Tenant,
  { expression, aggregator = 'avg' }: NamedQuery,
  range: TimeRange,
): Frame {
  // A percentile of percentiles says nothing: that is asked of the whole range at once.
  const grid =
    aggregator === 'percentile'
      ? TimeGrid.single(range)
      : TimeGrid.of(range, longest(leavesOf(expression)));
  const frame = evaluate(expression, grid, (leaf) => metricLines(tenant.store, leaf, grid));
  if (typeof frame === 'number') return frame;
  return frame.map(({ groups, values }) => ({
    groups,
    values: Float64Array.of(overTime(aggregator, values, grid.interval)),
  }));
}

function overTime(aggregator: ScalarAggregator, line: Float64Array, interval: number): number {
  const values = line.filter((value) => Number.isFinite(value));
  const sum = (numbers: Float64Array): number => numbers.reduce((total, value) => total + value, 0);
  if (values.length === 0) return Number.NaN;
  switch (aggregator) {
    case 'avg':
    case 'mean':
      return sum(values) / values.length;
    case 'min':
      return values.reduce((least, value) => Math.min(least, value));
    case 'max':
      return values.reduce((most, value) => Math.max(most, value));
    case 'sum':
      return sum(values);
    case 'last':
    case 'percentile':
      return values.at(-1) as number;
    case 'l2norm':
      return Math.sqrt(sum(values.map((value) => value * value)));
    case 'area':
      return sum(values) * interval;
  }
}

interface Row {
  readonly groups: readonly string[];
  /** One per formula. */
  readonly values: (number | null)[];
}

function rowsOf(columns: readonly Frame[]): Row[] {
  const rows = new Map<string, Row>();
  columns.forEach((frame, index) => {
    const lines: readonly ResultSeries[] =
      typeof frame === 'number' ? [{ groups: [], values: Float64Array.of(frame) }] : frame;
    for (const { groups, values } of lines) {
      const key = groupKey(groups);
      const row = rows.get(key) ?? { groups, values: columns.map(() => null) };
      rows.set(key, row);
      const [value = Number.NaN] = values;
      row.values[index] = Number.isFinite(value) ? value : null;
    }
  });
  return [...rows.values()];
}

/** The first rows by the first formula that has a limit. */
function limited(rows: Row[], formulas: readonly Formula[]): Row[] {
  const index = formulas.findIndex(({ limit }) => limit !== undefined);
  const limit = formulas[index]?.limit;
  if (limit === undefined) return rows;
  const sign = limit.order === 'asc' ? 1 : -1;
  const valueIn = ({ values }: Row): number | null => values[index] ?? null;
  return rows
    .sort((a, b) => {
      const [left, right] = [valueIn(a), valueIn(b)];
      // Those without a value come last, whatever the order.
      if (left === null || right === null) return Number(left === null) - Number(right === null);
      return sign * (left - right);
    })
    .slice(0, limit.count);
}

function keyOf(tag: string): string {
  return tag.slice(0, tag.indexOf(':'));
}
