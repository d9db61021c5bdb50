// Runs an example as a process of its own, and shows what the intake holds afterwards.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createIntake } from '@dogstats/intake';
import { planOf } from './examples.mjs';
import { holdingsOf } from './holdings.mjs';
import { runProgram } from './program.mjs';
import { startService, variableOf } from './services.mjs';
import { formatHoldings } from './table.mjs';

/** Whoever sets one of these wants the metrics to go there. */
const destinations = ['DD_URL', 'DD_DD_URL', 'DD_API_KEY', 'DATADOG_API_KEY'];

const [stayArgument, name, ...args] = process.argv.slice(2);
const stay = stayArgument === '--stay';
const plan = planOf(name);
const elsewhere = destinations.find((variable) => process.env[variable]);

/** Whether the user wants no more of it; what runs then is told by `runProgram`. */
let isInterrupted = false;
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    isInterrupted = true;
  });
}

const cleanUps = [];
try {
  const surroundings = await makeSurroundings();
  process.exitCode = await runAll(surroundings);
} finally {
  for (const cleanUp of cleanUps.reverse()) await cleanUp();
}

/** The services and folders that it needs and nobody has named, as variables. */
async function makeSurroundings() {
  const env = {};
  for (const service of plan.services) {
    if (process.env[variableOf(service)]) continue;
    const { url, stop } = await startService(service);
    cleanUps.push(stop);
    env[variableOf(service)] = url;
  }
  for (const variable of plan.temporaryFolders) {
    if (process.env[variable]) continue;
    const folder = mkdtempSync(join(tmpdir(), 'dogstats-example-'));
    cleanUps.push(() => rmSync(folder, { recursive: true, force: true }));
    env[variable] = folder;
  }
  return env;
}

/** @returns the exit code: that of the last program, or of the first that failed. */
async function runAll(surroundings) {
  const intakes = [];
  let code = 0;
  if (plan.intake && elsewhere) console.log(`Without an intake, as ${elsewhere} is set.\n`);
  for (const run of plan.runs) {
    if (isInterrupted) break;
    const intake = plan.intake && !elsewhere ? await startIntake(run) : undefined;
    if (intake !== undefined) intakes.push({ title: run.title, intake });
    if (intake !== undefined && stay) console.log(`Page of the intake: ${intake.url}/\n`);
    code = await runProgram(
      [...run.nodeArguments, join('dist', name, `${run.file}.js`), ...args],
      { ...process.env, PORT: process.env.PORT ?? '0', ...surroundings, ...toIntake(run, intake) },
      plan,
      stay,
    );
    if (intake !== undefined) await settle(intake);
    if (code !== 0) break;
  }
  if (intakes.length > 0) await show(intakes);
  return code;
}

async function startIntake({ agent }) {
  const intake = await createIntake({
    port: 0,
    retentionSeconds: 7_200,
    ...(agent && { dogstatsd: { udp: { port: 0 } } }),
  });
  cleanUps.push(() => intake.close());
  if (plan.seed !== undefined) await intake.seed(plan.seed);
  return intake;
}

function toIntake({ agent, env }, intake) {
  if (intake === undefined) return env;
  if (!agent) return { DD_URL: intake.url, DD_API_KEY: 'local', DD_APP_KEY: 'local', ...env };
  const { host, port } = intake.dogstatsd.udp;
  // The address in a variable of its own would win.
  return { DD_AGENT_HOST: host, DD_DOGSTATSD_PORT: `${port}`, DD_DOGSTATSD_URL: undefined, ...env };
}

/** Waits for datagrams that are on their way still. */
async function settle({ dogstatsd }) {
  if (dogstatsd === undefined) return;
  let before = -1;
  while (dogstatsd.stats().messages !== before) {
    before = dogstatsd.stats().messages;
    await sleep(200);
  }
  dogstatsd.flush();
}

async function show(intakes) {
  const columns = intakes.map(({ title, intake }) => ({ title, rows: holdingsOf(intake) }));
  console.log(`\nWhat the intake holds:\n\n${formatHoldings(columns)}`);
  if (!stay) return;
  console.log(`\nIts page, until Ctrl-C: ${intakes.at(-1).intake.url}/`);
  await new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, resolve);
  });
}
