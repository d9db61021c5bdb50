import { createIntake } from '@dogstats/intake';
import { expect, onTestFinished, test } from 'vitest';
import { hangingServer } from '../hanging-server.js';
import { makeDogStats, missing } from '../make-dog-stats.js';
import { runProgram } from '../run-program.js';

const events = ['beforeExit', 'exit', 'uncaughtExceptionMonitor', 'SIGTERM', 'SIGINT', 'SIGHUP'];

test('G6 close() three times over, by a signal and at the end is one close, and leaves nothing', async () => {
  const intake = await createIntake({ port: 0 });
  onTestFinished(() => intake.close());
  const { ended, output } = runProgram(
    `const counts = () => ${JSON.stringify(events)}.map((event) => process.listenerCount(event));
     const before = counts();
     dogStats.start({ handleSignals: true });
     dogStats.increment('m');
     const report = dogStats.close();
     process.emit('beforeExit', 0);
     const reports = await Promise.all([report, dogStats.close(), dogStats.close({ timeoutMs: 1 })]);
     dogStats.increment('m');
     console.log(JSON.stringify({
       same: reports.every((one) => one === reports[0]),
       ok: reports[0].ok,
       left: counts().map((count, index) => count - before[index]),
       open: process.getActiveResourcesInfo().filter((name) => /TCP|TLS|Timeout|Immediate/.test(name)),
       dropped: dogStats.stats().dropped,
     }));`,
    { env: { DD_URL: intake.url } },
  );

  expect(await ended, output.stderr).toEqual({ code: 0, signal: null });
  expect(JSON.parse(output.stdout)).toEqual({
    same: true,
    ok: true,
    left: events.map(() => 0),
    open: [],
    dropped: { closed: 1 },
  });
  expect(intake.total('m')).toBe(1);
});

test('G6 close() is bounded by its timeout, and what is left is counted', async () => {
  const { url } = await hangingServer();
  const { ended, output } = runProgram(
    `dogStats.start();
     dogStats.increment('m');
     const startMs = performance.now();
     const { ok, retained, dropped } = await dogStats.close({ timeoutMs: 200 });
     console.log(JSON.stringify({ ok, retained, dropped, fast: performance.now() - startMs < 4000 }));`,
    { env: { DD_URL: url, DOGSTATS_LOG_LEVEL: 'silent' } },
  );

  expect(await ended).toEqual({ code: 0, signal: null });
  expect(JSON.parse(output.stdout)).toEqual({
    ok: false,
    retained: 0,
    dropped: { shutdown: 1 },
    fast: true,
  });
});

test('G6 later calls are counted, and do nothing', async () => {
  const { dogStats } = makeDogStats({ url: 'http://127.0.0.1:9' });
  void dogStats.close({ timeoutMs: 0 });
  for (let call = 0; call < 5; call++) dogStats.gauge('m', call);

  expect(dogStats.stats()).toMatchObject({ recorded: 5, dropped: { closed: 5 } });
  expect(missing(dogStats.stats())).toBe(0);
});
