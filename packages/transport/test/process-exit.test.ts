import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BuiltDelivery, runNode } from './build-delivery.js';
import { ScriptedIntake } from './scripted-intake.js';

const intake = new ScriptedIntake();
const built = new BuiltDelivery('process-exit');

beforeAll(async () => {
  await intake.listen();
  await built.build();
}, 120_000);

afterAll(async () => {
  await intake.close();
  await built.remove();
});

/** Runs a script to its own end; it has `delivery` and `points`. */
async function runScript(body: string): Promise<string> {
  const script = built.path('script.mjs');
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
  const { stdout } = await runNode(['--unhandled-rejections=strict', script, intake.url]);
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
