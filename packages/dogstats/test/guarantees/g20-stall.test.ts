import { createIntake } from '@dogstats/intake';
import { expect, onTestFinished, test } from 'vitest';
import { runProgram } from '../run-program.js';

/** Records once every 50 ms until it is told to end. */
const program = `
  dogStats.start({ flushIntervalSeconds: 1, rollUpIntervalSeconds: 1, handleSignals: true, host: 'web-1' });
  let calls = 0;
  const recording = setInterval(() => { dogStats.increment('m'); calls++; }, 50);
  process.once('SIGUSR2', async () => {
    clearInterval(recording);
    const report = await dogStats.close();
    console.log('closed ' + JSON.stringify({ calls, ok: report.ok, errors: report.errors.map(String), stats: dogStats.stats() }));
    process.exit(0);
  });
  console.log('ready');`;

test('G20 a process that is stopped for seconds goes on where it was: nothing lost, one flush to catch up', async () => {
  const intake = await createIntake({ port: 0 });
  onTestFinished(() => intake.close());
  const { child, ended, output, said } = runProgram(program, { env: { DD_URL: intake.url } });
  await said(/ready/);
  await intake.waitFor('m');

  child.kill('SIGSTOP');
  // What it had sent by then is read within this second.
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const before = intake.requests().length;
  await new Promise((resolve) => setTimeout(resolve, 3000));
  const during = intake.requests().length;
  child.kill('SIGCONT');
  await intake.waitFor('m', () => intake.requests().length > during, { timeoutMs: 60_000 });
  child.kill('SIGUSR2');

  expect(await ended, output.stderr).toEqual({ code: 0, signal: null });
  const { calls, ok, errors, stats } = JSON.parse(output.stdout.split('closed ')[1] ?? '');
  expect({ ok, errors }).toEqual({ ok: true, errors: [] });
  expect(stats).toMatchObject({ recorded: calls, accepted: calls, retained: 0, dropped: {} });
  expect(intake.total('m')).toBe(calls);
  expect(during).toBe(before);
});

test('G20 an event loop that is blocked for seconds makes no delivery fail', async () => {
  const intake = await createIntake({ port: 0 });
  onTestFinished(() => intake.close());
  const { ended, output } = runProgram(
    `const errors = [];
     dogStats.start({ onError: (error) => errors.push(String(error)) });
     dogStats.increment('m', 3);
     const flushing = dogStats.flush({ timeoutMs: 30_000 });
     setTimeout(() => { const until = performance.now() + 3000; while (performance.now() < until); }, 20);
     console.log(JSON.stringify([(await flushing).ok, errors]));`,
    { env: { DD_URL: intake.url } },
  );

  expect(await ended, output.stderr).toEqual({ code: 0, signal: null });
  expect(JSON.parse(output.stdout)).toEqual([true, []]);
  expect(intake.total('m')).toBe(3);
  expect(intake.requests()).toHaveLength(1);
});
