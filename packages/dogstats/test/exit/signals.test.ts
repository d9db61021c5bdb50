import { createIntake, type Intake } from '@dogstats/intake';
import { expect, onTestFinished, test } from 'vitest';
import type { WatchedChild } from '../../../../test/watch-child.js';
import { hangingServer } from '../hanging-server.js';
import { runProgram } from '../run-program.js';

async function startIntake(): Promise<Intake> {
  const intake = await createIntake({ port: 0 });
  onTestFinished(() => intake.close());
  return intake;
}

/** Starts, records, says that it is ready, and would run forever. */
async function service(url: string, options: string, more = ''): Promise<WatchedChild> {
  const program = runProgram(
    `dogStats.start({ handleSignals: true, ${options} });
     dogStats.increment('jobs', 3);
     setInterval(() => {}, 1000);
     ${more}
     console.log('ready');`,
    { env: { DD_URL: url } },
  );
  await program.said(/ready/);
  return program;
}

test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
  '%s ends the process by that signal, once everything is sent',
  async (signal) => {
    const intake = await startIntake();
    // Loads the HTTP client, which may take a busy machine longer than the end waits.
    const more = `await dogStats.flush({ timeoutMs: 30_000 }); dogStats.increment('jobs', 4);`;
    const { child, ended, output } = await service(intake.url, 'autoFlush: false', more);

    child.kill(signal);

    expect(await ended).toEqual({ code: null, signal });
    expect(intake.total('jobs')).toBe(7);
    expect(output.stderr).toBe('');
  },
);

test('several instances are waited for by one listener', async () => {
  const intake = await startIntake();
  const { child, ended, output } = await service(
    intake.url,
    '',
    `const counts = () => [process.listenerCount('SIGTERM'), process.listenerCount('exit')];
     const before = counts();
     const other = new DogStats();
     other.start({ prefix: 'other' });
     other.increment('jobs', 4);
     console.log(counts().join() === before.join() ? 'no more listeners' : counts());`,
  );

  child.kill('SIGTERM');

  expect(await ended).toEqual({ code: null, signal: 'SIGTERM' });
  expect(output.stdout).toContain('no more listeners');
  expect([intake.total('jobs'), intake.total('other.jobs')]).toEqual([3, 4]);
});

test('nothing listens for signals unless asked to', async () => {
  const intake = await startIntake();
  const { child, ended } = await service(
    intake.url,
    'handleSignals: false, autoFlush: false',
    `console.log(process.listenerCount('SIGTERM'));`,
  );

  child.kill('SIGTERM');

  expect(await ended).toEqual({ code: null, signal: 'SIGTERM' });
  expect(intake.total('jobs')).toBe(0);
});

test('a program that listens itself ends as it likes, and what is there is flushed', async () => {
  const intake = await startIntake();
  const { child, ended, output, said } = await service(
    intake.url,
    '',
    `process.once('SIGTERM', () => {
       console.log('stopping');
     });
     process.once('SIGUSR2', () => {
       console.log('stopped');
       process.exit(7);
     });`,
  );

  child.kill('SIGTERM');
  await said(/stopping/);
  await intake.waitFor('jobs');
  child.kill('SIGUSR2');

  expect(await ended).toEqual({ code: 7, signal: null });
  expect(output).toEqual({ stdout: 'ready\nstopping\nstopped\n', stderr: '' });
});

test('the package signal-exit, which waits for other listeners to go, does not keep it alive', async () => {
  const intake = await startIntake();
  const { child, ended, output } = await service(
    intake.url,
    '',
    `const { onExit } = await import('signal-exit');
     onExit(() => console.log('their turn'));`,
  );

  child.kill('SIGTERM');

  expect(await ended).toEqual({ code: null, signal: 'SIGTERM' });
  expect(intake.total('jobs')).toBe(3);
  expect(output.stdout).toContain('their turn');
});

test('an intake that never answers holds the process up for a while, not forever', async () => {
  const { url } = await hangingServer();
  const { child, ended, output } = await service(url, '');

  child.kill('SIGTERM');

  expect(await ended).toEqual({ code: null, signal: 'SIGTERM' });
  expect(output.stderr.match(/DS301: the process ends with 1 unsent sample:/g)).toHaveLength(1);
});

test('a second signal ends the process at once', async () => {
  const { url, requested } = await hangingServer();
  const { child, ended, output } = await service(url, '');

  child.kill('SIGTERM');
  await requested;
  const secondMs = performance.now();
  child.kill('SIGINT');

  expect(await ended).toEqual({ code: null, signal: 'SIGINT' });
  // The first one would have gone on waiting for 5 s.
  expect(performance.now() - secondMs).toBeLessThan(4000);
  expect(output.stderr).toContain('DS301: the process ends with 1 unsent sample:');
});
