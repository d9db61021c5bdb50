import { forkForMessage } from './fork-for-message.mjs';
import { median, summarize } from './statistics.mjs';

/**
 * Main-thread time of the intake beside that of its floor, each round in a process of its own.
 *
 * @returns what the child says of itself, and milliseconds of both with their ratio.
 */
export async function measureBesideFloor(child, name, { rounds, ...settings }, onProgress) {
  const results = [];
  for (let round = 0; round < rounds; round++) {
    onProgress(`round ${round + 1} of ${rounds}: ${name}`);
    results.push(await forkForMessage(child, settings));
  }
  const ofRounds = (pick) => summarize(results.map(pick));
  return {
    ...results[0].facts,
    intakeMs: ofRounds(({ intake }) => median(intake)),
    floorMs: ofRounds(({ floor }) => median(floor)),
    toFloor: ofRounds(({ intake, floor }) => median(intake) / median(floor)),
  };
}
