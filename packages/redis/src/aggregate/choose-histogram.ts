import type { OptionProblems } from '../options.js';
import { aggregateNames, defaultHistogram, type HistogramChoice } from './histogram-aggregates.js';

/** A choice with defaults; what can't be used of it goes to `problems`. */
export function chooseHistogram(
  choice: Partial<HistogramChoice> | undefined,
  problems: OptionProblems,
): HistogramChoice {
  const { aggregates = defaultHistogram.aggregates, percentiles = defaultHistogram.percentiles } =
    choice ?? {};
  for (const name of aggregates) problems.oneOf('histogram.aggregates', name, aggregateNames);
  for (const fraction of percentiles) {
    if (!(fraction > 0 && fraction < 1)) {
      problems.add(`histogram.percentiles: expected fractions between 0 and 1, got ${fraction}`);
    }
  }
  if (aggregates.length + percentiles.length === 0) {
    problems.add('histogram: expected at least one aggregate or percentile');
  }
  // Each once: two series of one name would overwrite each other.
  return { aggregates: [...new Set(aggregates)], percentiles: [...new Set(percentiles)] };
}
