import { forkForMessage } from '../harness/fork-for-message.mjs';
import { median, summarize } from '../harness/statistics.mjs';

const child = new URL('./ingest-child.mjs', import.meta.url);

/** Enough for the steps of the clock of CPU time not to matter. */
const payloads = 20;

export const ingestRowNames = ['ingest'];

/** What the local intake needs for a full payload, beside inflating and parsing the same bytes. */
export async function measureIngest({ rounds, samples }, onProgress) {
  const results = [];
  for (let round = 0; round < rounds; round++) {
    onProgress(`round ${round + 1} of ${rounds}: ingest`);
    results.push(await forkForMessage(child, { samples, payloads }));
  }
  const [{ wireBytes, rawBytes }] = results;
  const ofRounds = (pick) => summarize(results.map(pick));
  return {
    wireBytes,
    rawBytes,
    intakeMs: ofRounds(({ intake }) => median(intake)),
    floorMs: ofRounds(({ floor }) => median(floor)),
    toFloor: ofRounds(({ intake, floor }) => median(intake) / median(floor)),
  };
}
