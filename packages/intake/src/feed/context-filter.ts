import type { Context } from '../store/context.js';

/** Tells whether a context is to be shown. */
export type ContextFilter = (context: Context) => boolean;

/**
 * Reads the text of the filter box: words apart by spaces, each of which must be part of the
 * metric's name or of one tag, in any case. An empty text lets everything through.
 */
export function contextFilter(text: string): ContextFilter {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean).slice(0, 20);
  if (words.length === 0) return () => true;
  return (context) => words.every((word) => matches(context, word));
}

function matches({ metric, host, tags }: Context, word: string): boolean {
  return (
    metric.name.toLowerCase().includes(word) ||
    `host:${host}`.toLowerCase().includes(word) ||
    tags.some((tag) => tag.toLowerCase().includes(word))
  );
}
