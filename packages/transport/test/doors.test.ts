import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** Packages that a source file loads at once, by itself or through other files. */
function loads(file: URL, seen = new Set<string>()): Set<string> {
  const found = new Set<string>();
  if (seen.has(file.href)) return found;
  seen.add(file.href);
  const statement = /^(?:import|export) (?!type )[^;]*? from '([^']+)';/gms;
  for (const [, specifier = ''] of readFileSync(file, 'utf8').matchAll(statement)) {
    if (!specifier.startsWith('.')) {
      found.add(specifier);
      continue;
    }
    const next = new URL(specifier.replace(/\.js$/, '.ts'), file);
    for (const name of loads(next, seen)) found.add(name);
  }
  return found;
}

const door = (name: string): URL => new URL(`../src/${name}.ts`, import.meta.url);

test('site loads nothing: the facade pays for it at every start', () => {
  expect([...loads(door('site'))]).toEqual([]);
});

test('delivery loads undici and p-retry, but not zod', () => {
  const loaded = loads(door('delivery'));

  expect(loaded).toContain('undici');
  expect(loaded).toContain('p-retry');
  expect(loaded).not.toContain('zod');
});

test('the index loads zod, too', () => {
  expect(loads(door('index'))).toContain('zod');
});

test('http-client loads undici, but neither p-retry nor zod', () => {
  const loaded = loads(door('http-client'));

  expect(loaded).toContain('undici');
  expect(loaded).not.toContain('p-retry');
  expect(loaded).not.toContain('zod');
});
