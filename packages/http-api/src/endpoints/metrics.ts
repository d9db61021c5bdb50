import { type Api, asWhole, type Json, type Result } from '../api.js';
import { type CallOptions, checkTexts, listOf, secondsOf, type Time } from '../arguments.js';
import { type Accepted, accepted } from '../calls/accepted.js';
import { wrongArgument } from '../errors.js';

/** When, and how much. */
export type TimedValue = readonly [time: Time, value: number];

/** One value of now, one with its time, or several with theirs. */
export type Points = number | TimedValue | readonly TimedValue[];

/** What `POST /api/v1/series` takes of one series, its points in any of their forms. */
export interface Metric extends Json {
  readonly metric: string;
  readonly points: Points;
}

export interface MetricOptions extends CallOptions {
  /** The client's own by default; `''` for none. */
  readonly host?: string | undefined;
  /** Becomes a tag `device:`, since series have no field for it any more. */
  readonly device?: string | undefined;
  readonly tags?: string | readonly string[] | undefined;
  /** @default 'gauge' */
  readonly metricType?: 'gauge' | 'count' | 'rate' | undefined;
}

/** Sends points of one series. */
export function metric(
  api: Api,
  name: string,
  points: Points,
  { host = api.host, device, tags = [], metricType = 'gauge', ...options }: MetricOptions = {},
): Promise<Result<Accepted>> {
  checkTexts({ name });
  const listed = listOf(tags, 'tags');
  const allTags = device === undefined ? listed : [...listed, `device:${device}`];
  // Always with a host and tags: some servers would take those of a request before.
  return metrics(api, [{ metric: name, points, type: metricType, host, tags: allTags }], options);
}

/** Sends several series as they are; nothing is added, not even a host. */
export async function metrics(
  api: Api,
  series: readonly Metric[],
  options: CallOptions = {},
): Promise<Result<Accepted>> {
  if (!Array.isArray(series)) throw wrongArgument('series has to be a list');
  for (const { metric } of series) checkTexts({ metric });
  const body = {
    series: series.map((one: Metric) => ({
      ...one,
      points: pairsOf(one.points, one.metric, api.now()),
    })),
  };
  return asWhole(
    await api.call({ method: 'POST', path: '/series', body, submits: true, options }, accepted),
  );
}

function pairsOf(points: Points, metric: string, now: number): [number, number][] {
  if (typeof points === 'number') return [pairOf([now, points], metric)];
  if (!Array.isArray(points) || points.length === 0) {
    throw wrongArgument(
      `points of ${metric} have to be a value, [time, value], or a list of those`,
    );
  }
  const [first] = points;
  const single = typeof first === 'number' || first instanceof Date;
  const pairs = (single ? [points] : points) as readonly TimedValue[];
  return pairs.map((pair) => pairOf(pair, metric));
}

function pairOf(pair: TimedValue, metric: string): [number, number] {
  const [time, value] = Array.isArray(pair) ? (pair as TimedValue) : [];
  if (time === undefined || typeof value !== 'number' || !Number.isFinite(value)) {
    throw wrongArgument(`points of ${metric}: [time, value] with a finite value is meant`);
  }
  return [secondsOf(time, `a time of ${metric}`), value];
}
