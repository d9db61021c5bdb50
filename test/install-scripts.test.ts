import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { installedWith } from '../scripts/installed-with.mjs';
import { root } from '../scripts/run.mjs';
import { publishedPackages } from '../scripts/workspace.mjs';

it('runs no script of anybody on install, of all that users get', () => {
  const installed = new Map();
  for (const { folder } of publishedPackages()) installedWith(join(root, folder), installed);

  // Those we know must be among them, or this test would look at nothing.
  const names = [...installed.values()].map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['undici', 'p-retry', 'pino', 'zod', 'hono']));

  const offenders = [...installed].flatMap(([folder, { name, version, scripts = {}, gypfile }]) => {
    const hooks = ['preinstall', 'install', 'postinstall'].filter((hook) => hook in scripts);
    if (existsSync(join(folder, 'binding.gyp')) && gypfile !== false) hooks.push('binding.gyp');
    return hooks.length === 0 ? [] : [`${name}@${version}: ${hooks.join(', ')}`];
  });
  expect(offenders).toEqual([]);
});
