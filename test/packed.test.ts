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
import { readTarball } from './read-tarball.ts';

const execute = promisify(execFile);

const folderOf = (name: string): string =>
  publishedPackages().find(({ manifest }) => manifest.name === name)?.folder ?? '';

const filesIn = (tarballs: Map<string, string>, name: string): Map<string, string> =>
  readTarball(tarballs.get(name) ?? '');

/** Files that come and go with each module of the sources, and all others. */
function sortFiles(files: Map<string, string>) {
  const names = [...files.keys()].sort();
  const isSource = (file: string): boolean => /^src\/.+\.ts$/.test(file);
  const isType = (file: string): boolean => /^dist\/.+\.d\.ts$/.test(file);
  const isOther = (file: string): boolean => !isSource(file) && !/\.d\.ts(\.map)?$/.test(file);
  return {
    sources: names.filter(isSource),
    types: names.filter(isType),
    // The names of shared modules have a hash of what is in them.
    listed: [
      ...new Set(names.filter(isOther).map((file) => file.replace(/-[\w-]{8}\.js/, '-….js'))),
    ],
  };
}

describe('the packed packages, installed by npm in an empty folder', () => {
  let folder = '';
  let offline = false;
  let tarballs: Map<string, string>;

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

    tarballs = await packAll(folder);
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

  it('contain what test/packed-files.txt lists, and their sources and types', async () => {
    const lists = names.map((name) => {
      const { listed, sources, types } = sortFiles(filesIn(tarballs, name));
      const folder = join(root, folderOf(name), 'src');
      const own = readdirSync(folder, { recursive: true, encoding: 'utf8' });
      const modules = own.filter((file) => file.endsWith('.ts')).map((file) => `src/${file}`);
      expect(sources, name).toEqual(modules.sort());
      const compiled = modules.filter((file) => !file.endsWith('.d.ts'));
      const typed = compiled.map((file) => file.replace(/^src(.+)\.ts$/, 'dist$1.d.ts'));
      expect(types, name).toEqual(typed.sort());
      return `${name}\n${listed.map((file) => `  ${file}\n`).join('')}`;
    });
    // A change of it is a change of what users download; `npm run api` writes it.
    await expect(lists.join('\n')).toMatchFileSnapshot(join(root, 'test/packed-files.txt'));
  });

  it('have no path of this machine and nothing that looks like a secret in them', () => {
    const looksSecret =
      /\b[0-9a-f]{32}\b(?![0-9a-f])|-----BEGIN [A-Z ]*PRIVATE KEY|\b(?:gh[pousr]|npm)_[A-Za-z0-9]{30,}/;
    for (const name of names) {
      for (const [file, text] of filesIn(tarballs, name)) {
        expect(text.includes(root), `${name}/${file} names ${root}`).toBe(false);
        expect(looksSecret.exec(text)?.[0], `${name}/${file}`).toBeUndefined();
        if (!file.endsWith('.map')) continue;
        const { sources, sourceRoot = '' }: { sources: string[]; sourceRoot?: string } =
          JSON.parse(text);
        const absolute = [sourceRoot, ...sources].filter((path) => /^(\/|\w+:)/.test(path));
        expect(absolute, `${name}/${file}`).toEqual([]);
      }
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
    for (const { manifest } of publishedPackages()) {
      const { name } = manifest;
      const dist = installed(name, 'dist');
      const files = readdirSync(dist, { recursive: true, encoding: 'utf8' });
      const { exports } = JSON.parse(readFileSync(installed(name, 'package.json'), 'utf8'));
      const doors = Object.keys(exports).length;
      // Besides the doors, what several of them share and what is loaded on use.
      expect(files.filter((file) => file.endsWith('.js')).length, name).toBeLessThan(doors + 8);
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
    const lazy =
      /undici|zod|pino|p-retry|dogstatsd\/dist\/index|transport\/dist\/delivery|frameworks|runtime|catalogue/;

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

  it('give constructors and objects where hot-shots and datadog-metrics are required', async ({
    skip,
  }) => {
    skip(offline, 'no network');
    const { stdout } = await node(
      'shims.cjs',
      `const StatsD = require('dogstats/compat/hot-shots');
       const metrics = require('dogstats/compat/datadog-metrics');
       const client = new StatsD({ mock: true, prefix: 'app' });
       client.increment('a');
       metrics.gauge = () => 'a stub';
       import('dogstats/compat/hot-shots').then((imported) => {
         const same = [imported.default, imported.StatsD, StatsD.StatsD].every((it) => it === StatsD);
         console.log(client.mockBuffer[0], client instanceof StatsD, same);
         console.log(typeof metrics.init, typeof metrics.BufferedMetricsLogger, metrics.gauge());
       });`,
    );
    expect(stdout).toBe('app.a:1|c true true\nfunction function a stub\n');
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
