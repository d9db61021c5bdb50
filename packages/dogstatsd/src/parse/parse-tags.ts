import type { DatagramText } from './datagram-text.js';

export const noTags: readonly string[] = Object.freeze([]);

/** Clients send the same few sets of tags again and again: those are divided once. */
const known = new Map<string, readonly string[]>();
const maxKnown = 4096;
const longestKnown = 512;

/** `a,b` as two tags; empty ones are none. */
export function tagsOf(datagram: DatagramText, start: number, end: number): readonly string[] {
  if (start === end) return noTags;
  const text = datagram.text(start, end);
  if (text.length > longestKnown) return divide(text);
  let tags = known.get(text);
  if (tags === undefined) {
    if (known.size === maxKnown) known.clear();
    // A copy: a part of a text keeps all of it alive.
    const own = Buffer.from(text).toString();
    tags = Object.freeze(divide(own));
    known.set(own, tags);
  }
  return tags;
}

function divide(text: string): string[] {
  const tags = text.split(',');
  return tags.includes('') ? tags.filter((tag) => tag !== '') : tags;
}
