import type { Context } from '../store/context.js';
import { wordsOf } from '../text/characters.js';

const maxWords = 20;

/** Tells whether a context is to be shown. */
export type ContextFilter = (context: Context) => boolean;

/** What words are looked for in; made at the first filter, gone with the context. */
const texts = new WeakMap<Context, string>();

/**
 * Reads the text of the filter box: words apart by spaces, each of which must be part of the
 * metric's name or of one tag, in any case. An empty text lets everything through.
 */
export function contextFilter(text: string): ContextFilter {
  const words = wordsOf(text.toLowerCase(), maxWords);
  if (words.length === 0) return () => true;
  return (context) => {
    const searched = textOf(context);
    return words.every((word) => searched.includes(word));
  };
}

function textOf(context: Context): string {
  let text = texts.get(context);
  if (text === undefined) {
    const { metric, host, tags } = context;
    // Lines, so that no word is found across two of them: a word has no white space.
    text = [metric.name, `host:${host}`, ...tags].join('\n').toLowerCase();
    texts.set(context, text);
  }
  return text;
}
