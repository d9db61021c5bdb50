import { forkForMessage } from '../harness/fork-for-message.mjs';
import { median, summarize } from '../harness/statistics.mjs';

const child = new URL('./query-child.mjs', import.meta.url);

const series = 1_000;
const seconds = 3_600;
/** Enough for the steps of the clock of CPU time not to matter. */
const queries = 20;

export const queryRowNames = ['query'];

/** What the local intake needs to answer a query, beside a plain loop over the same arrays. */
export async function measureQuery({ rounds, samples }, onProgress) {
  const results = [];
  for (let round = 0; round < rounds; round++) {
    onProgress(`round ${round + 1} of ${rounds}: query`);
    results.push(await forkForMessage(child, { samples, queries, series, seconds }));
  }
  const [{ points }] = results;
  const ofRounds = (pick) => summarize(results.map(pick));
  return {
    series,
    points,
    intakeMs: ofRounds(({ intake }) => median(intake)),
    floorMs: ofRounds(({ floor }) => median(floor)),
    toFloor: ofRounds(({ intake, floor }) => median(intake) / median(floor)),
  };
}
