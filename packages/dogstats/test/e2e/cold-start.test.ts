import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { loadedModules } from './loaded-modules.ts';

const run = promisify(execFile);

const entry = JSON.stringify(new URL('../../dist/index.js', import.meta.url).href);

describe('importing the package', () => {
  test('loads neither the HTTP client, nor DogStatsD, nor zod, nor pino', async () => {
    const modules = await loadedModules(`await import(${entry});`);

    expect(modules.some((url) => url.includes('dogstats/dist/dog-stats.js'))).toBe(true);
    expect(
      modules.filter((url) => /undici|zod|pino|p-retry|dogstatsd\/dist\/index/.test(url)),
    ).toEqual([]);
  });

  test('starts no timer, opens nothing and reads no environment', async () => {
    const { stdout } = await run(process.execPath, [
      '--input-type=module',
      '--eval',
      `const read = [];
       process.env = new Proxy(process.env, {
         get: (env, name) => (/^(DD|DATADOG|DOGSTATS|HTTPS?|NO)_/i.test(name) && read.push(name), env[name]),
       });
       await import(${entry});
       await new Promise((resolve) => setImmediate(resolve));
       console.log(JSON.stringify([read, process.getActiveResourcesInfo()]));`,
    ]);

    const [read, resources] = JSON.parse(stdout) as [string[], string[]];
    expect(read).toEqual([]);
    expect(resources.filter((resource) => /Timeout|TCP|Immediate/.test(resource))).toEqual([]);
  });
});

test('start() loads the HTTP client, and zod never', async () => {
  const modules = await loadedModules(`
    const { dogStats } = await import(${entry});
    dogStats.start({ url: 'http://127.0.0.1:9', env: {} });
    await new Promise((resolve) => setTimeout(resolve, 500));`);

  expect(modules.some((url) => url.includes('undici'))).toBe(true);
  expect(modules.filter((url) => /zod|pino/.test(url))).toEqual([]);
});

test('require() and import give the same instance', async () => {
  const { stdout } = await run(process.execPath, [
    '--no-warnings',
    '--input-type=module',
    '--eval',
    `import { createRequire } from 'node:module';
     const { dogStats } = createRequire(import.meta.url)(${JSON.stringify(fileURLToPath(new URL('../../dist/index.js', import.meta.url)))});
     console.log(dogStats === (await import(${entry})).dogStats);`,
  ]);

  expect(stdout.trim()).toBe('true');
});

test('a program that records whenever it ends comes to its end', async () => {
  const { stdout } = await run(process.execPath, [
    '--input-type=module',
    '--eval',
    `const { dogStats } = await import(${entry});
     let ends = 0;
     const write = async ({ points }) => {
       const accepted = [...points].reduce((sum, { samples }) => sum + samples, 0);
       await new Promise((resolve) => setTimeout(resolve, 1));
       return { accepted, dropped: {}, possiblyDuplicated: 0, errors: [] };
     };
     dogStats.start({ env: {}, sink: { mode: 'replace', write, close: async () => {} } });
     process.on('beforeExit', () => { ends++; dogStats.increment('exits'); });
     process.on('exit', () => console.log(ends));`,
  ]);

  expect(Number(stdout)).toBeLessThan(10);
});
