// Proves the README's promise: a fresh clone, a machine with Node, npm and git only, two commands.
import { spawn } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { bareMachine } from './bare-machine.mjs';
import { root } from './run.mjs';

const stepTimeoutMs = 300_000;
const pageAddress = /https?:\/\/(?:127\.0\.0\.1|localhost|\[::1\]):\d+/;

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'dogstats-fresh-clone-')));
const clone = join(folder, 'dogstats');
const timings = [];
const failed = [];

try {
  const env = bareMachine(folder);
  const started = performance.now();
  await step('git clone', ['git', 'clone', '--quiet', root, clone], { cwd: folder, env });
  await step('npm run demo', ['npm', 'run', 'demo', '--', '--seconds', '25'], {
    env,
    address: { name: 'clone → page address', since: started },
  });
  await step('npm run demo, again', ['npm', 'run', 'demo', '--', '--seconds', '5'], {
    env,
    address: { name: 'second run → page address', since: 'start' },
  });
  await step('npm run example', ['npm', 'run', 'example', '--', 'quickstart'], { env });
  await step('npm test', ['npm', 'test', '--', '--project', 'core', 'test/payload'], { env });
} finally {
  rmSync(folder, { recursive: true, force: true });
}

console.log('\nFresh clone:');
for (const line of timings) console.log(`  ${line}`);
if (failed.length > 0) console.log(`  failed: ${failed.join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;

/**
 * Runs a command as a process group of its own, so that whatever it leaves behind can be found and
 * ended. After a failed step the others are not tried.
 */
async function step(name, [command, ...args], { cwd = clone, env, address }) {
  if (failed.length > 0) return;
  console.log(`\n── fresh clone: ${[command, ...args].join(' ')}`);
  const started = performance.now();
  const child = spawn(command, args, {
    cwd,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let problem;
  const timer = setTimeout(() => {
    problem = `not done after ${stepTimeoutMs / 1000} s`;
    endGroup(child.pid);
  }, stepTimeoutMs);

  let seen = '';
  let addressSeconds;
  const watch = (stream) => (chunk) => {
    stream.write(chunk);
    if (!address || addressSeconds !== undefined) return;
    seen += chunk;
    if (pageAddress.test(seen)) {
      addressSeconds = secondsSince(address.since === 'start' ? started : address.since);
    }
  };
  child.stdout.setEncoding('utf8').on('data', watch(process.stdout));
  child.stderr.setEncoding('utf8').on('data', watch(process.stderr));
  const code = await new Promise((resolve) => {
    child.on('error', (error) => {
      problem = error.message;
      resolve(1);
    });
    // Not 'close': a process left behind would hold the pipes open.
    child.on('exit', resolve);
  });
  clearTimeout(timer);

  if (code !== 0) problem ??= `exit code ${code}`;
  if (child.pid !== undefined && (await leftRunning(child.pid)))
    problem ??= 'left a process running';
  if (address && addressSeconds === undefined) problem ??= 'printed no page address';
  if (addressSeconds !== undefined) timings.push(`${address.name}: ${addressSeconds} s`);
  timings.push(`${name}: ${secondsSince(started)} s${problem ? ` (${problem})` : ''}`);
  if (problem) failed.push(name);
}

/** True when something of a process group still runs after a moment; ends it. */
async function leftRunning(pid) {
  for (let waited = 0; waited < 3000; waited += 100) {
    if (!groupExists(pid)) return false;
    await sleep(100);
  }
  return endGroup(pid);
}

function groupExists(pid) {
  try {
    process.kill(-pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Ends what still runs in a process group; true when there was something. */
function endGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL');
    return true;
  } catch {
    return false;
  }
}

function secondsSince(started) {
  return ((performance.now() - started) / 1000).toFixed(1);
}
