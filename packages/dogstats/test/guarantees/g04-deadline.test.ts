import { createServer } from 'node:net';
import { createIntake, type Intake } from '@dogstats/intake';
import { DogStats } from 'dogstats';
import { expect, onTestFinished, test } from 'vitest';
import { missing } from '../make-dog-stats.js';

type FaultRule = Parameters<Intake['addFaults']>[0];

const timeoutMs = 300;
/** A flush that ignored its deadline would wait for the 5 s of an attempt at least. */
const mostMs = 4000;

async function flushTo(url: string): Promise<void> {
  const dogStats = new DogStats();
  const logger = { debug() {}, info() {}, warn() {}, error() {} };
  dogStats.start({ env: {}, url, logger, autoFlush: false });
  onTestFinished(async () => void (await dogStats.close({ timeoutMs: 0 })));
  for (let call = 0; call < 5; call++) dogStats.increment('m');
  dogStats.distribution('d', 1);
  const startMs = performance.now();

  const report = await dogStats.flush({ timeoutMs });

  expect(performance.now() - startMs).toBeLessThan(mostMs);
  const dropped = Object.values(report.dropped).reduce((sum, calls) => sum + calls, 0);
  expect(report.accepted + report.retained + dropped).toBe(6);
  expect(report.ok).toBe(report.accepted === 6);
  expect(missing(dogStats.stats())).toBe(0);
}

test.each<FaultRule>([
  { status: 503 },
  { status: 400 },
  { status: 403 },
  { status: 429, headers: { 'retry-after': '300' } },
  { hang: true },
  { reset: true },
  { acceptThenReset: true },
  { close: true },
  { garbage: true },
  { dribble: 50 },
  { slow: 10_000 },
  { resetOnConnect: true },
  { oversize: 5_000_000 },
])('G4 flush() resolves to a report within its deadline: %j', async (fault) => {
  const intake = await createIntake({ port: 0 });
  onTestFinished(() => intake.close());
  intake.addFaults(fault);

  await flushTo(intake.url);
});

test('G4 so it does when nobody accepts the connection', async () => {
  const server = createServer({ pauseOnConnect: true });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', 1, resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as { port: number };

  await flushTo(`https://127.0.0.1:${port}`);
});

test('G4 and when the name is unknown, or nothing listens', async () => {
  await flushTo('https://intake.invalid');
  await flushTo('http://127.0.0.1:9');
});
