// Installs the dependencies when they are not there yet. Plain JavaScript and Node built-ins only:
// this file runs before anything is installed.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pnpm } from './pnpm.mjs';
import { isMain, root } from './run.mjs';

const minimumNode = [20, 19];

/** A filter for `bootstrap`: what it takes to build and run the packages and examples, not to test them. */
export const toRun = ['examples...'];

/** The stamp lives inside `node_modules`: whoever deletes that folder deletes the stamp with it. */
const stampFile = join(root, 'node_modules', '.dogstats-installed.json');

/** What decides which dependencies belong in `node_modules`. */
const installInputs = ['pnpm-lock.yaml', 'pnpm-workspace.yaml', '.npmrc'];

/** What to tell a user whose Node is too old; undefined when it is new enough. */
export function nodeProblem(version) {
  const [major, minor] = version.replace(/^v/, '').split('.').map(Number);
  const [wantedMajor, wantedMinor] = minimumNode;
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return undefined;
  return `dogstats needs Node.js ${minimumNode.join('.')} or newer; this is ${version}. Get one from https://nodejs.org.`;
}

/**
 * What to install: undefined for nothing, otherwise the filter (empty = everything).
 *
 * `stamp` is what was installed last: undefined when nothing ever was, `{}` when somebody else
 * installed. A full install is never narrowed, not even when the lockfile has changed since:
 * whoever had the test tools keeps them.
 *
 * @param {{ stamp?: { hash?: string, filter?: string[] } | undefined, hash: string, filter?: string[] }} options
 */
export function installPlan({ stamp, hash, filter = [] }) {
  if (stamp === undefined) return { filter };
  const installed = stamp.filter ?? [];
  const hasAll = installed.length === 0;
  const covers = hasAll || installed.join() === filter.join();
  if (stamp.hash === hash && covers) return undefined;
  return { filter: hasAll ? [] : filter };
}

/** True when the output of npm or pnpm says that the registry could not be reached. */
export function looksLikeNoNetwork(output) {
  return /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT|ERR_SOCKET_TIMEOUT)\b/.test(
    output,
  );
}

/** One hash over the contents of the given texts. */
export function hashOf(texts) {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(`${text.length}:${text}`);
  return hash.digest('hex');
}

function readStamp() {
  if (!existsSync(join(root, 'node_modules'))) return undefined;
  try {
    return JSON.parse(readFileSync(stampFile, 'utf8'));
  } catch {
    return {};
  }
}

/**
 * Makes sure that the dependencies are installed, and exits the process with one clear message
 * when they cannot be.
 *
 * With `filter` (pnpm's filter expressions), only the named packages' run-time dependencies and
 * the compiler: enough to build and run them, not to test them.
 */
export async function bootstrap({ filter = [] } = {}) {
  const problem = nodeProblem(process.version);
  if (problem) fail(problem);

  const hash = hashOf(installInputs.map((file) => readFileSync(join(root, file), 'utf8')));
  const plan = installPlan({ stamp: readStamp(), hash, filter });
  if (!plan) return;

  console.log('Installing dependencies …');
  const started = performance.now();
  const { code, output } = await pnpm(
    [
      'install',
      '--frozen-lockfile',
      // Between a filtered and a full install pnpm rebuilds node_modules, and would ask first.
      '--config.confirm-modules-purge=false',
      ...(plan.filter.length > 0 ? ['--prod'] : []),
      ...plan.filter.flatMap((expression) => ['--filter', expression]),
    ],
    { onOutput: showProgress },
  );
  if (code !== 0) {
    if (looksLikeNoNetwork(output)) {
      fail(
        'No network: the dependencies could not be downloaded. Connect, then run this command again.',
      );
    }
    process.stderr.write(output);
    fail('The dependencies could not be installed; see above.');
  }
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, `${JSON.stringify({ hash, filter: plan.filter })}\n`);
  console.log(`Dependencies installed in ${((performance.now() - started) / 1000).toFixed(1)} s.`);
}

function showProgress(chunk) {
  const progress = /^Progress: .*$/m.exec(chunk);
  if (progress) console.log(progress[0]);
}

function fail(message) {
  console.error(message);
  process.exit(1);
}

if (isMain(import.meta.url)) {
  await bootstrap();
}
