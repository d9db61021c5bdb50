import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadedModules } from '../packages/dogstats/test/e2e/loaded-modules.ts';
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
  const env = { PATH: process.env['PATH'] };
  const node = (file: string, text: string, options: string[] = []) => {
    writeFileSync(join(folder, file), text);
    return execute(process.execPath, [...options, file], { cwd: folder, env });
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
    const entries = publishedPackages().flatMap(({ manifest }) =>
      Object.keys(manifest.exports).map((entry) => entry.replace('.', manifest.name)),
    );
    // These expect a test runner, or Apache Arrow.
    const others = /package\.json$|testing\/(vitest|jest)$|query\/arrow$/;
    const forAll = entries.filter((entry) => !others.test(entry));
    expect(forAll).toEqual(expect.arrayContaining(['dogstats/auto', '@dogstats/core/testing']));
    await node('import.mjs', forAll.map((entry) => `await import('${entry}');`).join('\n'));
  });

  it('are a few modules each, whose maps lead to the sources', ({ skip }) => {
    skip(offline, 'no network');
    for (const name of names) {
      const dist = installed(name, 'dist');
      const files = readdirSync(dist, { recursive: true, encoding: 'utf8' });
      expect(files.filter((file) => file.endsWith('.js')).length, name).toBeLessThan(12);
      const maps = files.filter((file) => file.endsWith('.js.map'));
      const sources = maps.flatMap((file) => {
        const map: { sources: string[] } = JSON.parse(readFileSync(join(dist, file), 'utf8'));
        return map.sources.map((source) => join(dirname(join(dist, file)), source));
      });
      expect(sources.length, name).toBeGreaterThan(5);
      expect(sources.filter((file) => !existsSync(file))).toEqual([]);
    }
  });

  describe('when a program imports dogstats', () => {
    const lazy = /undici|zod|pino|p-retry|dogstatsd\/dist\/index|transport\/dist\/delivery/;

    it('load few modules, and nothing that is needed later', async ({ skip }) => {
      skip(offline, 'no network');
      const modules = await loadedModules(`await import('dogstats');`, folder);
      const ours = modules.filter((url) => url.includes('node_modules'));
      // Its own, core's, and the light doors of the two others. As they were compiled: more than 100.
      expect(ours.length).toBeLessThanOrEqual(8);
      expect(ours.length).toBeGreaterThan(2);
      expect(ours.filter((url) => lazy.test(url))).toEqual([]);
    });

    it('load the HTTP client after start(), and still neither zod nor pino', async ({ skip }) => {
      skip(offline, 'no network');
      const modules = await loadedModules(
        `import { dogStats } from 'dogstats';
         dogStats.start({ url: 'http://127.0.0.1:9', env: {} });
         dogStats.increment('page.views');
         await dogStats.close({ timeoutMs: 1 });`,
        folder,
      );
      expect(modules.some((url) => url.includes('/undici/'))).toBe(true);
      expect(modules.filter((url) => /\/(zod|pino)\//.test(url))).toEqual([]);
    });

    it.for([{ options: [] }, { options: ['--enable-source-maps'] }])(
      'name its line in messages, with $options',
      async ({ options }, { skip }) => {
        skip(offline, 'no network');
        const { stdout } = await node(
          'mistake.mjs',
          `import { dogStats } from 'dogstats';
         const logger = { debug() {}, info() {}, warn: console.log, error: console.log };
         dogStats.start({ sink: { mode: 'replace', write() {}, close() {} }, logger, autoFlush: false });
         dogStats.gauge('page.views', Number.NaN);
         dogStats.child({ prefix: 'shop' }).gauge('orders', Number.NaN);
         try { dogStats.start({ prefix: 'other' }); } catch (error) { console.log(error.message); }
         process.exit();`,
          options,
        );
        expect(stdout).toContain('(at mistake.mjs:4:19)');
        expect(stdout).toContain('(at mistake.mjs:5:');
        expect(stdout).toContain('mistake.mjs:3:19: start it once');
      },
    );
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
       const page = await fetch(intake.url, { headers: { accept: 'text/html' } });
       console.log(JSON.stringify({
         ok: report.ok,
         total: intake.total('page.views', ['page:home']),
         page: (await page.text()).slice(0, 15).toLowerCase(),
       }));
       await dogStats.close();
       await intake.close();`,
    );
    expect(JSON.parse(stdout)).toEqual({ ok: true, total: 3, page: '<!doctype html>' });
  });

  it.for(publishedPackages().flatMap(({ manifest }) => Object.keys(manifest.bin ?? {})))(
    'run as the command %s',
    async (command, { skip }) => {
      skip(offline, 'no network');
      const file = join(folder, 'node_modules/.bin', command);
      const { stdout } = await execute(file, ['--help'], { cwd: folder, env });
      expect(stdout).toMatch(new RegExp(`\\b${command}\\b`));
    },
  );
}, 120_000);
