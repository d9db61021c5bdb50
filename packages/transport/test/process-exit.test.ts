import { execFile } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ScriptedIntake } from './scripted-intake.js';

const run = promisify(execFile);
const intake = new ScriptedIntake();
/** Where the script finds undici and p-retry as the package does. */
const folder = fileURLToPath(new URL('../node_modules/.process-exit', import.meta.url));

beforeAll(async () => {
  await intake.listen();
  await mkdir(folder, { recursive: true });
  // From source, so that this test needs no build.
  await build({
    configFile: false,
    logLevel: 'error',
    resolve: { conditions: ['@dogstats/source'] },
    ssr: { noExternal: [/^@dogstats/], resolve: { conditions: ['@dogstats/source'] } },
    build: {
      ssr: fileURLToPath(new URL('../src/delivery.ts', import.meta.url)),
      outDir: folder,
      emptyOutDir: true,
      rollupOptions: {
        external: ['undici', 'p-retry'],
        output: { entryFileNames: 'delivery.mjs' },
      },
    },
  });
}, 120_000);

afterAll(async () => {
  await intake.close();
  await rm(folder, { recursive: true, force: true });
});

/** Runs a script to its own end; it has `delivery` and `points`. */
async function runScript(body: string): Promise<string> {
  const script = join(folder, 'script.mjs');
  await writeFile(
    script,
    `import { Delivery, defaultDeliveryOptions } from './delivery.mjs';
    const bucketStart = Math.floor(Date.now() / 10_000) * 10;
    const context = { type: 'gauge', name: 'a', host: '', tags: [] };
    const points = [
      { type: 'gauge', context, bucketStart, interval: 10, samples: 1, state: { value: 1 } },
    ];
    const retry = { attempts: 5, baseDelayMs: 60_000, maxDelayMs: 60_000 };
    const timeouts = { connectMs: 60_000, headersMs: 60_000, totalMs: 60_000 };
    const given = { apiKey: 'key', random: () => 0.99, retry, timeouts };
    const options = { ...defaultDeliveryOptions, ...given };
    const delivery = new Delivery({ ...options, baseUrl: process.argv[2] });
    const waiting = { signal: new AbortController().signal, deadline: Infinity };
    ${body}`,
  );
  const { stdout } = await run(
    process.execPath,
    ['--unhandled-rejections=strict', script, intake.url],
    // Far more than it takes: it ends a script that does not end by itself.
    { timeout: 120_000 },
  );
  return stdout;
}

test('a script ends by itself after a delivery, though its connection is kept', async () => {
  const stdout = await runScript(
    `const { accepted } = await delivery.write({ points }, waiting);
    const doneMs = performance.now();
    process.on('exit', () => console.log(accepted, performance.now() - doneMs));`,
  );

  const [accepted, tookMs] = stdout.split(' ').map(Number);
  expect(accepted).toBe(1);
  // A few milliseconds; a connection that kept it alive would do so for four seconds.
  expect(tookMs).toBeLessThan(3_000);
}, 150_000);

test('a script ends by itself though something waits for its back-off', async () => {
  intake.script.push(503);
  const before = intake.arrivals.length;

  const stdout = await runScript(
    `void delivery.write({ points }, waiting);
    process.on('exit', () => console.log(delivery.stats().retained));`,
  );

  expect(stdout).toBe('1\n');
  expect(intake.arrivals.length).toBe(before + 1);
}, 150_000);

test('a script ends by itself after close() in mid-request', async () => {
  intake.script.push('hang');

  const stdout = await runScript(
    `const { subscribe } = await import('node:diagnostics_channel');
    subscribe('undici:request:bodySent', () => setImmediate(() => delivery.close()));
    const writing = delivery.write({ points }, waiting);
    console.log(JSON.stringify((await writing).dropped));`,
  );

  expect(stdout).toBe('{"shutdown":1}\n');
}, 150_000);
