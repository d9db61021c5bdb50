import type { Context } from '../store/context.js';
import type { Reading } from './generation.js';

const usualWidth = 10;
const maxWidth = 60;
/** More columns than this are not told apart on a card. */
const maxColumns = 120;

/**
 * Width in seconds of one column of a chart: the interval the contexts were sent with, or as many of
 * them as a long window needs.
 *
 * Points are put together by column because processes of one service do not share the second of
 * their first bucket.
 */
export async function displayWidth(
  contexts: readonly Context[],
  windowSeconds: number,
  { pass, generation }: Reading,
): Promise<number> {
  let width = 0;
  for (const context of contexts) {
    if (pass.isDue) await pass.pause();
    const { interval } = generation.read(context);
    if (interval > width) width = interval;
  }
  width = width === 0 ? usualWidth : Math.min(width, maxWidth);
  return width * Math.ceil(windowSeconds / maxColumns / width);
}

/** Unix seconds before which no column of a window begins, however wide they are. */
export function earliestColumn(now: number, windowSeconds: number): number {
  return now - windowSeconds - 2 * maxWidth;
}

/** Start of the column that holds `timestamp`. */
export function columnStart(timestamp: number, width: number): number {
  return Math.floor(timestamp / width) * width;
}
