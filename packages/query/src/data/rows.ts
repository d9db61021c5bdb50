import type {
  PointsResult,
  Result,
  ScalarResult,
  SeriesResult,
  TimeseriesResult,
} from './result.js';

/** Null is a missing value. */
export interface PointRow {
  /** Unix seconds. */
  readonly timestamp: number;
  readonly avg: number | null;
  readonly min: number | null;
  readonly max: number | null;
  readonly sum: number | null;
}

/** A value that is there. */
export interface TimeseriesRow {
  /** Unix milliseconds. */
  readonly time: number;
  /** The formula, or the name of the query. */
  readonly query: string;
  readonly groupTags: readonly string[];
  readonly value: number;
}

export interface ScalarRow {
  /** Window that it is of, unix milliseconds. */
  readonly start: number;
  readonly end: number;
  readonly groups: Readonly<Record<string, readonly string[]>>;
  /** By formula or name of the query; null is a missing value. */
  readonly values: Readonly<Record<string, number | null>>;
}

/** Objects in ascending time, one at a time: by row of points, by value of a timeseries, by row of scalars. */
export function toRows(result: PointsResult): IterableIterator<PointRow>;
export function toRows(result: TimeseriesResult): IterableIterator<TimeseriesRow>;
export function toRows(result: ScalarResult): IterableIterator<ScalarRow>;
export function toRows(result: Result): IterableIterator<PointRow | TimeseriesRow | ScalarRow>;
export function toRows(result: Result): IterableIterator<PointRow | TimeseriesRow | ScalarRow> {
  switch (result.kind) {
    case 'points':
      return pointRows(result);
    case 'timeseries':
      return timeseriesRows(result);
    case 'scalar':
      return scalarRows(result);
  }
}

/**
 * Lines in an order that does not depend on the window they came in: rows are the same, whatever the
 * windows were.
 */
export function orderedSeries(series: readonly SeriesResult[]): SeriesResult[] {
  const keyed = series.map((each) => ({ each, key: each.groupTags.join(',') }));
  keyed.sort(
    (a, b) => a.each.queryIndex - b.each.queryIndex || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0),
  );
  return keyed.map(({ each }) => each);
}

function* pointRows({ timestamps, avg, min, max, sum }: PointsResult): IterableIterator<PointRow> {
  for (let index = 0; index < timestamps.length; index++) {
    yield {
      timestamp: timestamps[index] as number,
      avg: orNull(avg[index]),
      min: orNull(min[index]),
      max: orNull(max[index]),
      sum: orNull(sum[index]),
    };
  }
}

function* timeseriesRows({ times, series }: TimeseriesResult): IterableIterator<TimeseriesRow> {
  const ordered = orderedSeries(series);
  for (let index = 0; index < times.length; index++) {
    const time = times[index] as number;
    for (const { name, groupTags, values } of ordered) {
      const value = values[index] as number;
      if (!Number.isNaN(value)) yield { time, query: name, groupTags, value };
    }
  }
}

function* scalarRows({ starts, ends, columns }: ScalarResult): IterableIterator<ScalarRow> {
  for (let row = 0; row < starts.length; row++) {
    const groups: Record<string, readonly string[]> = {};
    const values: Record<string, number | null> = {};
    for (const column of columns) {
      if (column.type === 'group') groups[column.name] = column.values[row] ?? [];
      else values[column.name] = orNull(column.values[row]);
    }
    yield { start: starts[row] as number, end: ends[row] as number, groups, values };
  }
}

function orNull(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value;
}
