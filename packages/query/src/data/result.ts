/** Points of one line, of `api: 'v1'`: four aggregations of the same query. */
export interface PointsResult {
  readonly kind: 'points';
  /** Unix seconds, ascending. */
  readonly timestamps: Float64Array;
  /** NaN is a missing value, in all four. */
  readonly avg: Float64Array;
  readonly min: Float64Array;
  readonly max: Float64Array;
  readonly sum: Float64Array;
}

/** What a value is measured in: Datadog's description, and what it is per. */
export type Unit = { readonly name: string; readonly [key: string]: unknown } | null;

/** One line of a timeseries. */
export interface SeriesResult {
  /** Which formula, or without formulas which query, it is of; counted from 0. */
  readonly queryIndex: number;
  /** The formula, or the name of the query. */
  readonly name: string;
  /** Such as `['route:/home']`; empty without `by`. */
  readonly groupTags: readonly string[];
  /** One for each time; NaN is a missing value. */
  readonly values: Float64Array;
  /** Primary unit, and per what; null is unknown. */
  readonly unit: readonly Unit[];
}

/** Lines that share their times, of `api: 'timeseries'`. */
export interface TimeseriesResult {
  readonly kind: 'timeseries';
  /** Unix milliseconds, ascending. */
  readonly times: Float64Array;
  readonly series: readonly SeriesResult[];
}

export type ScalarColumn =
  | {
      readonly type: 'number';
      readonly name: string;
      /** NaN is a missing value. */
      readonly values: Float64Array;
    }
  | {
      readonly type: 'group';
      /** Key of a tag. */
      readonly name: string;
      /** Values of the tag in each row. */
      readonly values: readonly (readonly string[])[];
    };

/** Rows of `api: 'scalar'`. A row holds for its own time only: averages of windows do not average. */
export interface ScalarResult {
  readonly kind: 'scalar';
  /** Start and end of the window that a row is of, unix milliseconds. */
  readonly starts: Float64Array;
  readonly ends: Float64Array;
  /** Group keys and formulas; each has a value for each row. */
  readonly columns: readonly ScalarColumn[];
}

export type Result = PointsResult | TimeseriesResult | ScalarResult;
