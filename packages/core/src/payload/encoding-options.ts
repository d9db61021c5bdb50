/** The aggregates that a histogram can send, besides percentiles. */
export type HistogramAggregate = 'min' | 'max' | 'avg' | 'sum' | 'count' | 'median';

/** Which series one histogram becomes. */
export interface HistogramOptions {
  /** At least one of these or one percentile. */
  readonly aggregates: readonly HistogramAggregate[];
  /** Fractions between 0 and 1, exclusive: 0.95 becomes the series `.95percentile`. */
  readonly percentiles: readonly number[];
}

/** How states become Datadog's series. */
export interface EncodingOptions {
  readonly seriesApi: 'v1' | 'v2';
  /** Whether counts go as a count per bucket, or as a rate per second (as newer dogapi does). */
  readonly countAs: 'count' | 'rate';
  readonly histogram: HistogramOptions;
  /** Differing choices, by metric name as it is sent. */
  readonly histogramByMetric?: { readonly [metric: string]: HistogramOptions };
}

/** dogapi's eight series of a histogram; v2 series. */
export const defaultEncoding: EncodingOptions = {
  seriesApi: 'v2',
  countAs: 'count',
  histogram: {
    aggregates: ['min', 'max', 'avg', 'count'],
    percentiles: [0.75, 0.85, 0.95, 0.99],
  },
};
