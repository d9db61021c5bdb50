import type { Slices } from './slices.js';

/** Work that can be done at once or in slices: between two of its steps others may have their turn. */
export type Steps<T> = Generator<undefined, T, undefined>;

/** Does all of it in this turn. */
export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}

/**
 * Does it in slices.
 *
 * @param afterPause called after each pause; what it throws ends the work
 */
export async function inSlices<T>(
  steps: Steps<T>,
  slices: Slices,
  afterPause: () => void,
): Promise<T> {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
    if (!slices.isDue) continue;
    await slices.pause();
    afterPause();
  }
}
