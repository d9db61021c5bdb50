import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';

const run = promisify(execFile);
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dogstatsd-'));
  // From source, so that this test needs no build.
  await build({
    configFile: false,
    logLevel: 'error',
    resolve: { conditions: ['@dogstats/source'] },
    ssr: { noExternal: [/^@dogstats/], resolve: { conditions: ['@dogstats/source'] } },
    build: {
      ssr: fileURLToPath(new URL('../../src/index.ts', import.meta.url)),
      outDir: folder,
      rollupOptions: { output: { entryFileNames: 'dogstatsd.mjs' } },
    },
  });
}, 120_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs a script to its own end; it has a `sink` and `points`. */
async function runScript(url: string, body: string): Promise<string> {
  const script = join(folder, 'script.mjs');
  await writeFile(
    script,
    `import { DogStatsdSink } from './dogstatsd.mjs';
    const points = Array.from({ length: 20_000 }, (_, index) => ({
      type: 'gauge', context: { type: 'gauge', name: 'metric.' + index, host: '', tags: [] },
      bucketStart: 1_780_000_000, interval: 10, samples: 1, state: { value: 1 },
    }));
    const sink = new DogStatsdSink({ url: '${url}', env: {} });
    const background = { signal: new AbortController().signal, deadline: Infinity };
    const waiting = { ...background, deadline: performance.now() + 10_000 };
    ${body}`,
  );
  const { stdout } = await run(process.execPath, [script], { timeout: 60_000 });
  return stdout.trim();
}

test('an open socket lets the process end', async () => {
  const body = `console.log((await sink.write({ points: points.slice(0, 5) }, waiting)).accepted);`;

  expect(await runScript('udp://127.0.0.1:9', body)).toBe('5');
});

test('an Agent that is not there lets the process end, unless somebody waits', async () => {
  const url = `unixstream://${join(folder, 'none.socket')}`;

  expect(
    await runScript(url, `void sink.write({ points }, background); console.log('done');`),
  ).toBe('done');
  const body = `setTimeout(() => sink.close(), 300).unref();
    console.log((await sink.write({ points }, waiting)).dropped.shutdown);`;
  expect(await runScript(url, body)).toBe('20000');
});

test('an Agent that does not read keeps the process for about a second', async () => {
  const path = join(folder, 'stuck.socket');
  const connections: Socket[] = [];
  const server = createServer({ pauseOnConnect: true }, (connection) => {
    connection.on('error', () => {});
    connections.push(connection);
  });
  server.listen(path);
  await once(server, 'listening');

  const body = `void sink.write({ points: [...points, ...points] }, background); console.log('done');`;
  expect(await runScript(`unixstream://${path}`, body)).toBe('done');

  for (const connection of connections) connection.destroy();
  server.close();
});
