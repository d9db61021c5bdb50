import type { Context } from '../../store/context.js';
import type { Scope } from '../syntax/scope.js';

type Match = (context: Context) => boolean;

/** Compiles a scope, which is then asked for each context. */
export function matcherOf(scope: Scope): Match {
  switch (scope.kind) {
    case 'all':
      return () => true;
    case 'tag':
      return tagMatcher(scope.pattern);
    case 'not': {
      const inner = matcherOf(scope.of);
      return (context) => !inner(context);
    }
    case 'and': {
      const inner = scope.of.map(matcherOf);
      return (context) => inner.every((match) => match(context));
    }
    case 'or': {
      const inner = scope.of.map(matcherOf);
      return (context) => inner.some((match) => match(context));
    }
  }
}

/** The host counts as the tag `host:<name>`. */
function tagMatcher(pattern: string): Match {
  if (!pattern.includes('*')) return (context) => context.hasTags([pattern]);
  const pieces = pattern.split('*');
  return ({ tags, host }) =>
    tags.some((tag) => matchesPieces(tag, pieces)) || matchesPieces(`host:${host}`, pieces);
}

/** Whether a text is made of the pieces, in order, with anything between them. Linear in its length. */
function matchesPieces(text: string, pieces: readonly string[]): boolean {
  const first = pieces[0] as string;
  const last = pieces.at(-1) as string;
  if (!text.startsWith(first) || !text.endsWith(last)) return false;
  const end = text.length - last.length;
  let at = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = text.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return at <= end;
}
