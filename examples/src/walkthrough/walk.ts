import { pause } from '../demo/pause.js';

/** Milliseconds from one turn to the next: 5 Hz. */
const turnMs = 200;

export interface Walked {
  readonly turns: number;
  /** Of the values of all turns. */
  readonly sum: number;
  /** Unix seconds of the first turn, a multiple of ten. */
  readonly start: number;
}

/** 1 with a chance of 10 %, 2 with 60 %, 3 with 30 %: 2.2 on average. */
export function draw(random: () => number = Math.random): number {
  const chance = random();
  if (chance < 0.1) return 1;
  return chance < 0.7 ? 2 : 3;
}

/**
 * Calls `turn` five times a second for so many seconds, from the start of a bucket on. A turn that is
 * late does not delay those after it.
 */
export async function walk(seconds: number, turn: (value: number) => void): Promise<Walked> {
  const startMs = Math.ceil(Date.now() / 10_000) * 10_000;
  const turns = seconds * (1_000 / turnMs);
  let sum = 0;
  for (let done = 0; done < turns; done++) {
    await pause(startMs + done * turnMs - Date.now());
    const value = draw();
    sum += value;
    turn(value);
  }
  return { turns, sum, start: startMs / 1_000 };
}
