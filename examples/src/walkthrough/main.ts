// Opstrace's walkthrough in real time: a program with a StatsD client, an Agent, a store, a page. The
// same values go by the SDK over HTTP, to an intake that is away for a third of the time.
import { parseArgs } from 'node:util';
import { createIntake, type Intake } from '@dogstats/intake';
import { DogStats } from 'dogstats';
import { StatsD } from 'hot-shots';
import { pause } from '../demo/pause.js';
import { formatVerdicts, type Verdict, verdicts } from './verdicts.js';
import { walk } from './walk.js';

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '60' }, 'remote-write': { type: 'string' } },
});
const seconds = Number(values.seconds);
if (!(seconds >= 10 && seconds <= 3_000 && seconds % 10 === 0)) {
  console.error('walkthrough: --seconds takes a multiple of ten from 10 to 3000');
  process.exit(2);
}
process.exitCode = await walkthrough(values['remote-write']);

/** @returns the exit code. */
async function walkthrough(remoteWrite: string | undefined): Promise<number> {
  const intake = await createIntake({
    dogstatsd: { udp: { port: 0 } },
    onNotice: (notice) => console.log(`  ${notice}`),
    ...(remoteWrite !== undefined && { remoteWrite: { url: remoteWrite } }),
  });
  console.log(`\n  Live page: ${intake.url}/\n  Walking for ${seconds} s …\n`);
  const { host = '', port = 0 } = intake.dogstatsd?.udp ?? {};
  const statsd = new StatsD({ host, port });
  const sdk = new DogStats();
  sdk.start({ url: intake.url, apiKey: 'local', prefix: 'sdk.app', env: {} });

  const [walked] = await Promise.all([
    walk(seconds, (value) => {
      statsd.histogram('blog.app.testhist', value);
      statsd.increment('blog.app.testcounter', 2);
      sdk.histogram('testhist', value);
      sdk.increment('testcounter', 2);
    }),
    outage(intake),
  ]);

  await new Promise<void>((resolve) => statsd.close(() => resolve()));
  await sdk.close({ timeoutMs: 30_000 });
  await allMessages(intake, 2 * walked.turns);
  const all = [...verdicts(walked, seconds, intake.series()), await statuses(intake)];
  await intake.close();
  if (remoteWrite !== undefined) all.push(handedOn(intake));
  console.log(formatVerdicts(all));
  return all.every(({ holds }) => holds) ? 0 : 1;
}

/** The middle third. */
async function outage(intake: Intake): Promise<void> {
  await pause((seconds * 1_000) / 3);
  await intake.stopListening();
  console.log('  The intake is away: what the SDK has waits.');
  await pause((seconds * 1_000) / 3);
  await intake.listenAgain();
  console.log('  The intake is back.\n');
}

/** Datagrams that are on their way still. */
async function allMessages({ dogstatsd }: Intake, messages: number): Promise<void> {
  for (let waits = 0; waits < 50 && (dogstatsd?.stats().messages ?? 0) < messages; waits++) {
    await pause(20);
  }
  dogstatsd?.flush();
}

/** By what the intake says of itself. */
async function statuses(intake: Intake): Promise<Verdict> {
  const text = await (await fetch(`${intake.url}/metrics`)).text();
  const found = [...text.matchAll(/_count\{method="POST".*status_code="(\d+)"/g)].map(
    ([, status]) => status,
  );
  const different = [...new Set(found)];
  return {
    what: 'SDK: statuses of all requests',
    expected: '202',
    found: different.join(' '),
    holds: different.join() === '202',
  };
}

function handedOn({ remoteWrite }: Intake): Verdict {
  const { taken = 0, sent = 0 } = remoteWrite?.stats() ?? {};
  return {
    what: 'Remote write: samples',
    expected: String(taken),
    found: String(sent),
    holds: sent === taken && sent > 0,
  };
}
