import { join } from 'node:path';
import { expect, it } from 'vitest';
import { installedWith } from '../scripts/installed-with.mjs';
import { root } from '../scripts/run.mjs';
import { publishedPackages } from '../scripts/workspace.mjs';

/** Licences that ask for no more than to be passed along; a new one is a decision. */
const allowed = new Set(['Apache-2.0', 'MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD']);

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: unknown;
}

const installed = new Map<string, Manifest>();
for (const { folder } of publishedPackages()) installedWith(join(root, folder), installed);

/** `(MIT OR CC0-1.0)` is as good as `MIT`; `MIT AND GPL-3.0` is not. */
function isAllowed(licence: unknown): boolean {
  if (typeof licence !== 'string') return false;
  return licence
    .replaceAll(/[()]/g, '')
    .split(/ AND /)
    .every((part) => part.split(/ OR /).some((choice) => allowed.has(choice.trim())));
}

it('are permissive, of all that users get', () => {
  expect(installed.size).toBeGreaterThan(25);
  const offenders = [...installed.values()]
    .filter(({ license }) => !isAllowed(license))
    .map(({ name, version, license }) => `${name}@${version}: ${JSON.stringify(license)}`);
  expect(offenders).toEqual([]);
});

it.each([
  ['MIT', true],
  ['(MIT OR GPL-3.0-only)', true],
  ['MIT AND GPL-3.0-only', false],
  ['GPL-3.0-only', false],
  ['SEE LICENSE IN x', false],
  [undefined, false],
])('%s is allowed: %s', (licence, expected) => {
  expect(isAllowed(licence)).toBe(expected);
});
