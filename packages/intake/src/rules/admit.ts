import type { DecodedSeries, DecodedSketches } from '../decode/decoded-series.js';
import type { Sketch } from '../sketch/sketch.js';
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
  acceptPastSeconds: number,
  tally: DropTally,
): DecodedSeries | undefined {
  const { metric, timestamps, values } = series;
  const problem = seriesProblem(series);
  if (problem !== undefined) {
    tally.add(problem[0], timestamps.length, metric, problem[1]);
    return undefined;
  }
  const tags = clippedTags(series.tags);
  const good = firstProblem(series, now, acceptPastSeconds);
  if (good === timestamps.length) return tags === series.tags ? series : { ...series, tags };
  const kept: { timestamps: number[]; values: number[] } = { timestamps: [], values: [] };
  for (let index = 0; index < timestamps.length; index++) {
    const timestamp = timestamps[index] as number;
    const value = values[index] as number;
    const reason = pointProblem(timestamp, value, now, acceptPastSeconds);
    if (reason === undefined) {
      kept.timestamps.push(timestamp);
      kept.values.push(value);
    } else tally.add(reason, 1, metric, pointHint(reason, timestamp, now));
  }
  return kept.values.length === 0 ? undefined : { ...series, tags, ...kept };
}

/** The same for sketches; what is lost is counted in samples. */
export function admitSketches(
  series: DecodedSketches,
  now: number,
  acceptPastSeconds: number,
  tally: DropTally,
): DecodedSketches | undefined {
  const { metric, timestamps, sketches } = series;
  const problem = seriesProblem({ ...series, resources: 0 });
  if (problem !== undefined) {
    const samples = sketches.reduce((sum, { count }) => sum + count, 0);
    tally.add(problem[0], samples, metric, problem[1]);
    return undefined;
  }
  const kept: { timestamps: number[]; sketches: Sketch[] } = { timestamps: [], sketches: [] };
  sketches.forEach((sketch, index) => {
    const timestamp = timestamps[index] as number;
    if (sketch.count <= 0) return;
    const value = sketch.isFinite ? 0 : Number.NaN;
    const reason = pointProblem(timestamp, value, now, acceptPastSeconds);
    if (reason === undefined) {
      kept.timestamps.push(timestamp);
      kept.sketches.push(sketch);
    } else tally.add(reason, sketch.count, metric, pointHint(reason, timestamp, now));
  });
  return kept.sketches.length === 0
    ? undefined
    : { ...series, tags: clippedTags(series.tags), ...kept };
}

/** Index of the first point that breaks a rule, or their number: nearly always. */
function firstProblem(series: DecodedSeries, now: number, acceptPastSeconds: number): number {
  const { timestamps, values } = series;
  let index = 0;
  while (index < timestamps.length) {
    const timestamp = timestamps[index] as number;
    if (pointProblem(timestamp, values[index] as number, now, acceptPastSeconds)) break;
    index++;
  }
  return index;
}
