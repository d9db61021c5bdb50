import { createIntake } from '@dogstats/intake';
import { expect, onTestFinished, test } from 'vitest';
import { hangingServer } from '../hanging-server.js';
import { runProgram } from '../run-program.js';

/** Prints how long the process lives on after its last statement, in milliseconds. */
const measured = `
  const lastMs = performance.now();
  process.on('exit', () => console.log(Math.round(performance.now() - lastMs)));`;

test('G3 timers and idle connections don’t keep a script alive after its flush', async () => {
  const intake = await createIntake({ port: 0 });
  onTestFinished(() => intake.close());
  const { ended, output } = runProgram(
    `dogStats.start({ flushIntervalSeconds: 3600, handleSignals: true });
     dogStats.increment('m');
     await dogStats.flush({ timeoutMs: 30_000 });
     ${measured}`,
    { env: { DD_URL: intake.url } },
  );

  expect(await ended).toEqual({ code: 0, signal: null });
  expect(intake.total('m')).toBe(1);
  // A few milliseconds on a quiet machine. A connection would keep it for four seconds.
  expect(Number(output.stdout)).toBeLessThan(3000);
});

test('G3 nor does anything when there is nothing to send', async () => {
  const { url } = await hangingServer();
  const { ended, output } = runProgram(`dogStats.start(); ${measured}`, { env: { DD_URL: url } });

  expect(await ended).toEqual({ code: 0, signal: null });
  expect(Number(output.stdout)).toBeLessThan(3000);
});

test('G3 an outage holds the end of a program up for its last flush, and no longer', async () => {
  const { url } = await hangingServer();
  const { ended, output } = runProgram(`dogStats.start(); dogStats.increment('m'); ${measured}`, {
    env: { DD_URL: url },
  });

  expect(await ended).toEqual({ code: 0, signal: null });
  expect(Number(output.stdout)).toBeGreaterThan(3000);
  expect(Number(output.stdout)).toBeLessThan(20_000);
  expect(output.stderr).toContain('DS301');
});
