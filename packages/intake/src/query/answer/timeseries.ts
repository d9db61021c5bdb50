import type { Tenant } from '../../tenants/tenant.js';
import { evaluate } from '../evaluate/evaluate.js';
import type { Frame, ResultSeries } from '../evaluate/frame.js';
import { metricLines } from '../evaluate/metric-lines.js';
import { TimeGrid } from '../evaluate/time-grid.js';
import { leavesOf } from '../syntax/parse.js';
import { unitsOf } from './unit.js';
import { longest } from './v1-query.js';
import type { V2Request } from './v2-request.js';

/**
 * The answer of `POST /api/v2/query/timeseries`: times that all lines share, with null where a line has
 * no value. Times at which no line has one are left out.
 *
 * @throws {QueryError}
 */
export function answerTimeseries(tenant: Tenant, request: V2Request): object {
  const grid = gridOf(request);
  const frames = new Map<string, Frame>();
  for (const { name, expression } of request.queries) {
    frames.set(
      name,
      evaluate(expression, grid, (leaf) => metricLines(tenant.store, leaf, grid)),
    );
  }
  const lines = request.formulas.flatMap(({ expression }, index) => {
    const frame = evaluate(expression, grid, (name) => frames.get(name) as Frame);
    const series = typeof frame === 'number' ? [constant(frame, grid)] : frame;
    return series.map((line) => ({ ...line, index, unit: unitOfFormula(tenant, request, index) }));
  });
  const slots = Array.from({ length: grid.length }, (_, slot) => slot).filter((slot) =>
    lines.some(({ values }) => Number.isFinite(values[slot])),
  );
  return {
    data: {
      type: 'timeseries_response',
      attributes: {
        series: lines.map(({ groups, index, unit }) => ({
          group_tags: groups,
          query_index: index,
          unit,
        })),
        times: slots.map((slot) => grid.timeAt(slot) * 1_000),
        values: lines.map(({ values }) =>
          slots.map((slot) => (Number.isFinite(values[slot]) ? values[slot] : null)),
        ),
      },
    },
  };
}

/** The interval asked for, unless a query asks for a coarser one. */
function gridOf({ from, to, interval, queries }: V2Request): TimeGrid {
  const asked = [
    longest(queries.flatMap(({ expression }) => leavesOf(expression))),
    interval === undefined ? undefined : Math.ceil(interval / 1_000),
  ].filter((each) => each !== undefined);
  const range = { from: from / 1_000, to: to / 1_000 };
  return TimeGrid.of(range, asked.length === 0 ? undefined : Math.max(...asked));
}

function constant(value: number, { length }: TimeGrid): ResultSeries {
  return { groups: [], values: new Float64Array(length).fill(value) };
}

/** What is worked out of several metrics has no unit that anybody knows. */
function unitOfFormula(tenant: Tenant, { queries, formulas }: V2Request, index: number): unknown {
  const expression = formulas[index]?.expression;
  const query = queries.find(
    ({ name }) => expression?.kind === 'leaf' && expression.leaf === name,
  )?.expression;
  return unitsOf(tenant, query?.kind === 'leaf' ? query.leaf.metric : undefined);
}
