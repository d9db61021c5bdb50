import { createIntake } from '@dogstats/intake';
import { expect, onTestFinished, test } from 'vitest';
import { runProgram } from '../run-program.js';

/** Nothing listens there. */
const nowhere = 'http://127.0.0.1:9';

async function intakeUrl(): Promise<string> {
  const intake = await createIntake({ port: 0 });
  onTestFinished(() => intake.close());
  return intake.url;
}

test('process.exit() with unsent samples says how many, and how to send them', async () => {
  const { ended, output } = runProgram(
    `dogStats.start({ url: '${nowhere}' });
     for (let call = 0; call < 12; call++) dogStats.increment('m');
     process.exit(3);`,
  );

  expect(await ended).toEqual({ code: 3, signal: null });
  expect(output).toEqual({
    stdout: '',
    stderr:
      'dogstats DS301: the process ends with 12 unsent samples: it ended before they were flushed. ' +
      'Call "await dogStats.close()" first.\n',
  });
});

test('it says what kept them from being sent, in one line for all instances', async () => {
  const { ended, output } = runProgram(
    `dogStats.start({ url: '${nowhere}', logger: { debug() {}, info() {}, warn() {}, error() {} } });
     const other = new DogStats();
     other.start({ url: '${nowhere}', sink: { mode: 'add', write: () => new Promise(() => {}), close: async () => {} } });
     dogStats.increment('m');
     other.increment('m');
     // Until it is known.
     while ((await dogStats.flush({ timeoutMs: 100 })).errors.length === 0);
     process.exit();`,
  );

  expect(await ended).toEqual({ code: 0, signal: null });
  expect(output.stderr).toMatch(
    /^dogstats DS301: the process ends with 2 unsent samples: POST http:\S+ failed: ECONNREFUSED .+\n$/,
  );
});

test('nothing is said where nothing is to be logged', async () => {
  const { ended, output } = runProgram(
    `dogStats.start({ url: '${nowhere}' }); dogStats.increment('m'); process.exit();`,
    { env: { DOGSTATS_LOG_LEVEL: 'silent' } },
  );

  expect(await ended).toEqual({ code: 0, signal: null });
  expect(output.stderr).toBe('');
});

test('an uncaught exception says so, too, and stays what it is', async () => {
  const { ended, output } = runProgram(
    `dogStats.start({ url: '${nowhere}' });
     dogStats.increment('m');
     setImmediate(() => { throw new Error('the bug'); });`,
  );

  expect(await ended).toEqual({ code: 1, signal: null });
  expect(output.stderr.match(/DS301/g)).toHaveLength(1);
  expect(output.stderr).toContain('Error: the bug');
});

test.each([
  ['everything was sent', 'await dogStats.flush({ timeoutMs: 30_000 });'],
  ['it was closed', 'await dogStats.close();'],
  ['nothing was recorded', 'process.exitCode = 0;'],
])('nothing is said when %s', async (name, end) => {
  const record = name.startsWith('nothing') ? '' : `dogStats.increment('m');`;
  const { ended, output } = runProgram(`dogStats.start(); ${record} ${end} process.exit();`, {
    env: { DD_URL: await intakeUrl() },
  });

  expect(await ended).toEqual({ code: 0, signal: null });
  expect(output.stderr).toBe('');
});

test('nothing is said when a program that ends by itself could flush', async () => {
  const { ended, output } = runProgram(`dogStats.start(); dogStats.increment('m');`, {
    env: { DD_URL: await intakeUrl() },
  });

  expect(await ended).toEqual({ code: 0, signal: null });
  expect(output.stderr).toBe('');
});

test('a program that catches its uncaught exceptions goes on, and delivers', async () => {
  const { ended, output } = runProgram(
    `dogStats.start();
     process.on('uncaughtException', () => console.log('caught'));
     dogStats.increment('m');
     setImmediate(() => { throw new Error('the bug'); });
     setTimeout(async () => { console.log((await dogStats.flush({ timeoutMs: 30_000 })).accepted); }, 50);`,
    { env: { DD_URL: await intakeUrl() } },
  );

  expect(await ended).toEqual({ code: 0, signal: null });
  expect(output).toEqual({ stdout: 'caught\n1\n', stderr: '' });
});

test('a closed instance leaves no listener and nothing open behind', async () => {
  const events = JSON.stringify([
    'beforeExit',
    'exit',
    'uncaughtExceptionMonitor',
    'SIGTERM',
    'SIGINT',
    'SIGHUP',
  ]);
  const { ended, output } = runProgram(
    `const counts = () => ${events}.map((event) => process.listenerCount(event));
     const before = counts();
     dogStats.start({ handleSignals: true });
     const while_ = counts();
     dogStats.increment('m');
     const reports = await Promise.all([dogStats.close(), dogStats.close(), dogStats.close()]);
     console.log(JSON.stringify({
       added: counts().map((count, index) => count - before[index]),
       listened: while_.map((count, index) => count - before[index]),
       open: process.getActiveResourcesInfo().filter((name) => /TCP|TLS|Timeout|Immediate/.test(name)),
       accepted: reports.map(({ accepted }) => accepted),
     }));`,
    { env: { DD_URL: await intakeUrl() } },
  );

  expect(await ended).toEqual({ code: 0, signal: null });
  expect(JSON.parse(output.stdout)).toEqual({
    added: [0, 0, 0, 0, 0, 0],
    listened: [1, 1, 1, 1, 1, 1],
    open: [],
    accepted: [1, 1, 1],
  });
});
