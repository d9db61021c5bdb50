import type { Context } from '../aggregate/context.js';

interface ContextText {
  readonly tags: string;
  readonly host: string;
}

const texts = new WeakMap<Context, ContextText>();

/** The JSON of a context's tags and host, made once per context. */
export function contextText(context: Context): ContextText {
  let text = texts.get(context);
  if (text === undefined) {
    text = {
      tags: JSON.stringify(context.tags),
      // A lone surrogate would be escaped to something that strict parsers refuse.
      host: JSON.stringify(context.host.toWellFormed()),
    };
    texts.set(context, text);
  }
  return text;
}
