import type { Scanner } from './scanner.js';

/** Which contexts a query is about. */
export type Scope =
  | { readonly kind: 'all' }
  | { readonly kind: 'tag'; readonly pattern: string }
  | { readonly kind: 'not'; readonly of: Scope }
  | { readonly kind: 'and' | 'or'; readonly of: readonly Scope[] };

/**
 * Reads what stands between the braces: tags joined by comma, AND, OR and NOT, `!` before a tag,
 * parentheses, `key IN (a, b)`, `*` anywhere within a tag.
 */
export function readScope(scanner: Scanner): Scope {
  return joined(
    'or',
    () => readAll(scanner),
    () => scanner.acceptWord('OR'),
  );
}

function readAll(scanner: Scanner): Scope {
  return joined(
    'and',
    () => readOne(scanner),
    () => scanner.accept(',') || scanner.acceptWord('AND'),
  );
}

function joined(kind: 'and' | 'or', next: () => Scope, goesOn: () => boolean): Scope {
  const of = [next()];
  while (goesOn()) of.push(next());
  return of.length === 1 ? (of[0] as Scope) : { kind, of };
}

function readOne(scanner: Scanner): Scope {
  return scanner.nested(() => {
    if (scanner.accept('!') || scanner.acceptWord('NOT')) {
      return { kind: 'not', of: readOne(scanner) };
    }
    if (scanner.accept('(')) {
      const inner = readScope(scanner);
      scanner.expect(')', 'after the tags in parentheses');
      return inner;
    }
    return readTag(scanner);
  });
}

function readTag(scanner: Scanner): Scope {
  const tag = takeTag(scanner);
  if (tag === '*') return { kind: 'all' };
  if (scanner.acceptWord('IN')) return readList(scanner, tag);
  const start = scanner.position;
  if (scanner.acceptWord('NOT')) {
    if (scanner.acceptWord('IN')) return { kind: 'not', of: readList(scanner, tag) };
    scanner.position = start;
  }
  return { kind: 'tag', pattern: tag };
}

function readList(scanner: Scanner, key: string): Scope {
  scanner.expect('(', `after ${key} IN`);
  const of: Scope[] = [];
  do of.push({ kind: 'tag', pattern: `${key}:${takeTag(scanner)}` });
  while (scanner.accept(','));
  scanner.expect(')', `after the values of ${key}`);
  return { kind: 'or', of };
}

const ends = new Set([',', '(', ')', '{', '}', ' ', '\t', '\n', '\r', '!']);

/** In the letters that tags are stored in. */
function takeTag(scanner: Scanner): string {
  const tag = scanner.takeWhile((character) => !ends.has(character));
  if (tag === '') scanner.fail('expected a tag, or *');
  if (tag.startsWith('$'))
    scanner.fail('template variables mean something on dashboards only: expected a tag');
  return tag.toLowerCase();
}
