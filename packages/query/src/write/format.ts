import type { Result } from '../data/result.js';

/** A text form of results. What it writes for a range is the same whatever the windows were. */
export interface Format {
  /** Comes first, once. */
  readonly head: string;
  /** Pieces of some ten thousand characters. */
  body(result: Result): Iterable<string>;
}

/** About how many characters a piece has. */
export const pieceLength = 65_536;

/** Lines joined to pieces. */
export function* pieces(lines: Iterable<string>): Iterable<string> {
  let piece = '';
  for (const line of lines) {
    piece += line;
    if (piece.length < pieceLength) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}

/** `2026-11-27T10:00:00.000Z`. */
export function timeText(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
