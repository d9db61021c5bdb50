import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../../scripts/run.mjs';

/** What the servers among the examples say. */
const listening = /listening on .*?port: (\d+)/gs;

/**
 * Runs a program in the folder of the examples to its end, with our own output. One that would run for
 * ever is asked for what is to be visited, and then told to end, unless it may stay.
 *
 * @returns {Promise<number>} its exit code; 0 when it ended as it was told to
 */
export async function runProgram(args, env, plan, stay) {
  const listensTo = !stay && plan.endAfter !== undefined;
  const isServer = Object.keys(plan.visits).length > 0;
  const child = spawn(process.execPath, args, {
    // Where the packages can be imported by name, as by --import.
    cwd: join(root, 'examples'),
    env,
    stdio: ['inherit', listensTo || isServer ? 'pipe' : 'inherit', 'inherit'],
  });
  let isTold = false;
  const end = () => {
    isTold = true;
    child.kill('SIGTERM');
  };
  const interrupt = () => {
    isTold = true;
    // A terminal tells all of its processes.
    if (!process.stdin.isTTY) child.kill('SIGINT');
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', interrupt);
  const ended = new Promise((resolve) => {
    child.once('error', (error) => {
      console.error(error.message);
      resolve(1);
    });
    child.once('close', (code) => resolve(code ?? (isTold ? 0 : 1)));
  });

  if (isServer) await visitServer(child, plan, stay ? undefined : end);
  else if (listensTo) await says(child, (said) => said.includes(plan.endAfter)).then(end);
  const code = await ended;
  process.off('SIGTERM', end);
  process.off('SIGINT', interrupt);
  return code;
}

/** Passes on what a program prints; resolves once that is as wanted, or the program has ended. */
function says(child, isWanted) {
  let said = '';
  return new Promise((resolve) => {
    child.once('close', () => resolve(said));
    child.stdout.setEncoding('utf8').on('data', (chunk) => {
      process.stdout.write(chunk);
      if (said === undefined) return;
      said += chunk;
      if (!isWanted(said)) return;
      resolve(said);
      said = undefined;
    });
  });
}

/** Asks a server, once all of its processes listen, for what is to be visited; then ends it. */
async function visitServer(child, { visits, listeners }, end) {
  const portsIn = (said) => [...said.matchAll(listening)].map(([, port]) => port);
  const [port] = portsIn((await says(child, (said) => portsIn(said).length >= listeners)) ?? '');
  if (port === undefined) return;
  const url = `http://127.0.0.1:${port}`;
  await visit(url, visits);
  if (end === undefined) console.log(`\nUntil Ctrl-C: ${url}`);
  else end();
}

async function visit(url, visits) {
  for (const [path, times] of Object.entries(visits)) {
    for (let visited = 0; visited < times; visited++) {
      // It may have been ended meanwhile.
      const answer = await fetch(url + path).catch(() => undefined);
      await answer?.text();
    }
  }
}
