import type { Scope } from '../syntax/scope.js';

type Match = (tags: readonly string[]) => boolean;

/** Compiles a scope, which is then asked for the tags of each context. */
export function matcherOf(scope: Scope): Match {
  switch (scope.kind) {
    case 'all':
      return () => true;
    case 'tag':
      return tagMatcher(scope.pattern);
    case 'not': {
      const inner = matcherOf(scope.of);
      return (tags) => !inner(tags);
    }
    case 'and': {
      const inner = scope.of.map(matcherOf);
      return (tags) => inner.every((match) => match(tags));
    }
    case 'or': {
      const inner = scope.of.map(matcherOf);
      return (tags) => inner.some((match) => match(tags));
    }
  }
}

function tagMatcher(pattern: string): Match {
  if (!pattern.includes('*')) return (tags) => tags.includes(pattern);
  const pieces = pattern.split('*');
  return (tags) => tags.some((tag) => matchesPieces(tag, pieces));
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
