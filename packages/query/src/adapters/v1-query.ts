import { z } from 'zod';
import { mergePoints } from '../data/merge.js';
import type { PointsResult } from '../data/result.js';
import type { Window } from '../engine/window.js';
import { type Adapter, type AdapterRequest, ParseError } from './adapter.js';
import { parseAnswer } from './parse-json.js';
import { longestRollUpMs } from './query-text.js';

export interface V1QueryOptions {
  readonly query: string;
  /** Interval of the points in seconds; `undefined` leaves it to Datadog. */
  readonly granularitySeconds: number | undefined;
  /** Points that Datadog gives of one window at most. */
  readonly maxPoints: number;
}

const aggregations = ['avg', 'min', 'max', 'sum'] as const;

const answerSchema = z.looseObject({
  status: z.string().optional(),
  error: z.string().optional(),
  series: z
    .array(
      z.looseObject({
        aggr: z.string().nullish(),
        query_index: z.int().min(0).nullish(),
        pointlist: z.array(z.tuple([z.number(), z.number().nullable()]).rest(z.unknown())),
      }),
    )
    .optional(),
});

/** Why a text can't be asked of v1, which has four aggregations of one query and no groups. */
export function v1Problem(query: string): string | undefined {
  if (/\bby\s*\{/.test(query))
    return "api 'v1' has no groups: use 'timeseries' (v2) for a query with by";
  const plain = /^[a-z][\w.]*\{[^{}]*\}(?:\.\w+\([^()]*\))*$/i;
  if (plain.test(withoutAggregator(query))) return undefined;
  return (
    `api 'v1' takes one metric query such as avg:system.load.1{*}, not '${query.slice(0, 100)}': ` +
    "use 'timeseries' (v2) for anything more"
  );
}

/** `GET /api/v1/query`: avg, min, max and sum of one query, in one request. */
export class V1Query implements Adapter<PointsResult> {
  readonly name = 'datadog_v1';
  readonly groupKeys: readonly string[] = [];
  readonly stepMs: number;
  readonly longestMs: number;
  readonly #query: string;

  constructor({ query, granularitySeconds, maxPoints }: V1QueryOptions) {
    const plain = withoutAggregator(query);
    const rollUpMs = longestRollUpMs([plain]);
    const isRolledUp = /\.rollup\(/.test(plain);
    const rollUp = (aggregation: string): string =>
      isRolledUp || granularitySeconds === undefined
        ? ''
        : `.rollup(${aggregation}, ${granularitySeconds})`;
    this.#query = aggregations
      .map((aggregation) => `${aggregation}:${plain}${rollUp(aggregation)}`)
      .join(',');
    const intervalMs = isRolledUp ? rollUpMs : (granularitySeconds ?? 0) * 1_000;
    this.stepMs = Math.max(1_000, intervalMs);
    this.longestMs = intervalMs === 0 ? Number.POSITIVE_INFINITY : intervalMs * maxPoints;
  }

  request({ startMs, endMs }: Window): AdapterRequest {
    const query = encodeURIComponent(this.#query);
    return {
      method: 'GET',
      path: `/api/v1/query?from=${startMs / 1_000}&to=${endMs / 1_000}&query=${query}`,
    };
  }

  parse(text: string, window: Window): PointsResult {
    const { status, error, series } = parseAnswer(text, answerSchema);
    if (status !== undefined && status !== 'ok') {
      throw new ParseError(`Datadog says ${status}: ${error ?? 'no reason given'}`);
    }
    if (series === undefined) throw new ParseError('series: expected an array, got none');
    const points = new Map<number, number[]>();
    for (const { aggr, query_index: queryIndex, pointlist } of series) {
      const slot = slotOf(aggr, queryIndex);
      for (const [milliseconds, value] of pointlist) {
        if (!window.isLast && milliseconds >= window.endMs) continue;
        if (!window.isFirst && milliseconds < window.startMs) continue;
        const timestamp = Math.floor(milliseconds / 1_000);
        let point = points.get(timestamp);
        if (point === undefined) {
          point = [Number.NaN, Number.NaN, Number.NaN, Number.NaN];
          points.set(timestamp, point);
        }
        point[slot] = value ?? Number.NaN;
      }
    }
    const timestamps = Float64Array.from(points.keys()).sort();
    const column = (slot: number): Float64Array =>
      timestamps.map((timestamp) => points.get(timestamp)?.[slot] ?? Number.NaN);
    return {
      kind: 'points',
      timestamps,
      avg: column(0),
      min: column(1),
      max: column(2),
      sum: column(3),
    };
  }

  empty(): PointsResult {
    return mergePoints([]);
  }

  count({ timestamps }: PointsResult): number {
    return timestamps.length;
  }

  merge(parts: readonly PointsResult[]): PointsResult {
    return mergePoints(parts);
  }
}

function withoutAggregator(query: string): string {
  return query.trim().replace(/^(?:avg|min|max|sum|count):/, '');
}

function slotOf(aggr: string | null | undefined, queryIndex: number | null | undefined): number {
  const named = (aggregations as readonly string[]).indexOf(aggr ?? '');
  const slot = named >= 0 ? named : queryIndex;
  if (slot !== null && slot !== undefined && slot < aggregations.length) return slot;
  throw new ParseError(
    `series: neither aggr (${aggr}) nor query_index (${queryIndex}) tells which`,
  );
}
