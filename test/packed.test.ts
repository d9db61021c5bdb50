import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { looksLikeNoNetwork } from '../scripts/bootstrap.mjs';
import { packAll } from '../scripts/pack.mjs';
import { root } from '../scripts/run.mjs';
import { publishedPackages } from '../scripts/workspace.mjs';

const execute = promisify(execFile);

describe('the packed packages, installed by npm in an empty folder', () => {
  let folder = '';
  let offline = false;

  const names: string[] = publishedPackages().map(({ manifest }) => manifest.name);
  const installed = (name: string, file: string) => join(folder, 'node_modules', name, file);
  const node = (file: string, text: string) => {
    writeFileSync(join(folder, file), text);
    return execute(process.execPath, [file], { cwd: folder, env: { PATH: process.env['PATH'] } });
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'dogstats-packed-'));
    const built = publishedPackages().every((entry) =>
      existsSync(join(root, entry.folder, 'dist/index.js')),
    );
    if (!built) await execute(process.execPath, ['scripts/build.mjs'], { cwd: root });

    const tarballs: Map<string, string> = await packAll(folder);
    writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
    const options = ['--prefer-offline', '--no-audit', '--no-fund', '--no-update-notifier'];
    try {
      await execute('npm', ['install', ...options, ...tarballs.values()], { cwd: folder });
    } catch (error) {
      // Off the network this test can say nothing; in CI it must.
      offline = process.env['CI'] === undefined && looksLikeNoNetwork(String(error));
      if (!offline) throw error;
    }
  }, 240_000);

  afterAll(() => {
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  it('carry no workspace: reference, a licence, and no build cache', ({ skip }) => {
    skip(offline, 'no network');
    for (const name of names) {
      const manifest = readFileSync(installed(name, 'package.json'), 'utf8');
      expect(manifest, name).not.toContain('workspace:');
      expect(existsSync(installed(name, 'LICENSE')), `${name}/LICENSE`).toBe(true);
      expect(existsSync(installed(name, 'dist/.tsbuildinfo')), name).toBe(false);
    }
  });

  it('can be imported', async ({ skip }) => {
    skip(offline, 'no network');
    const imports = names.map((name) => `await import(${JSON.stringify(name)});`);
    await node('import.mjs', imports.join('\n'));
  });

  it('give one dogStats to import and require()', async ({ skip }) => {
    skip(offline, 'no network');
    const { stdout } = await node(
      'singleton.cjs',
      `const required = require('dogstats');
       import('dogstats').then((imported) => {
         console.log(required.dogStats === imported.dogStats, typeof required.DogStats);
       });`,
    );
    expect(stdout.trim()).toBe('true function');
  });

  it('record and deliver to the packed intake', async ({ skip }) => {
    skip(offline, 'no network');
    const { stdout } = await node(
      'deliver.mjs',
      `import { createIntake } from '@dogstats/intake';
       import { dogStats } from 'dogstats';
       const intake = await createIntake({ port: 0 });
       dogStats.increment('page.views', 2, { page: 'home' });
       dogStats.start({ apiKey: 'k', url: intake.url, autoFlush: false });
       dogStats.increment('page.views', 1, { page: 'home' });
       const report = await dogStats.flush();
       console.log(JSON.stringify({ ok: report.ok, total: intake.total('page.views', ['page:home']) }));
       await dogStats.close();
       await intake.close();`,
    );
    expect(JSON.parse(stdout)).toEqual({ ok: true, total: 3 });
  });
}, 120_000);
