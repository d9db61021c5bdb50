import type { DecodedSeries } from '../decode/decoded-series.js';
import type { DropTally } from './drop.js';
import { pointHint, pointProblem } from './point-rules.js';
import { clippedTags, seriesProblem } from './series-rules.js';

/**
 * What is left of a series after Datadog's silent rules; nothing when the whole series is dropped.
 *
 * @param now unix seconds
 */
export function admit(
  series: DecodedSeries,
  now: number,
  retentionSeconds: number,
  tally: DropTally,
): DecodedSeries | undefined {
  const { metric, timestamps, values } = series;
  const problem = seriesProblem(series);
  if (problem !== undefined) {
    tally.add(problem[0], timestamps.length, metric, problem[1]);
    return undefined;
  }
  const tags = clippedTags(series.tags);
  const kept: number[] = [];
  for (let index = 0; index < timestamps.length; index++) {
    const timestamp = timestamps[index] as number;
    const reason = pointProblem(timestamp, values[index] as number, now, retentionSeconds);
    if (reason === undefined) kept.push(index);
    else tally.add(reason, 1, metric, pointHint(reason, timestamp, now));
  }
  if (kept.length === timestamps.length) {
    return tags === series.tags ? series : { ...series, tags };
  }
  if (kept.length === 0) return undefined;
  return {
    ...series,
    tags,
    timestamps: kept.map((index) => timestamps[index] as number),
    values: kept.map((index) => values[index] as number),
  };
}
