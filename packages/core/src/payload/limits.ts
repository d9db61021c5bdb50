/** The routes of the intake that take metrics. */
export type Route = 'series-v2' | 'series-v1' | 'distributions';

/** What one request may carry at most. */
export interface RouteLimits {
  /** Bytes of JSON, before compression. */
  readonly rawBytes: number;
  /** Bytes on the wire. */
  readonly wireBytes: number;
  /** Points of all series together. */
  readonly points: number;
}

/**
 * Limits by route. Those of the series routes are documented by Datadog; none are for
 * distributions, so these stay at a third of the ones of v1 series, whose route it shares.
 * 10,000 points is the cap that the Agent keeps.
 *
 * @see https://docs.datadoghq.com/api/latest/metrics/#submit-metrics
 */
export const routeLimits: { readonly [R in Route]: RouteLimits } = {
  'series-v2': { rawBytes: 5_242_880, wireBytes: 512_000, points: 10_000 },
  'series-v1': { rawBytes: 62_914_560, wireBytes: 3_200_000, points: 10_000 },
  distributions: { rawBytes: 20_971_520, wireBytes: 1_000_000, points: 10_000 },
};
