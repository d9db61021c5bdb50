import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../../scripts/run.mjs';

/** What the servers among the examples say. */
const listening = /listening on .*?port: (\d+)/gs;

/**
 * Runs a program in the folder of the examples to its end, with our own output. One that would run for ever is asked for what is to
 * be visited, and then told to end, unless it may stay.
 *
 * @returns {Promise<number>} its exit code; 0 when it ended as it was told to
 */
export async function runProgram(args, env, { visits, listeners, endAfter }, stay) {
  const child = spawn(process.execPath, args, {
    // Where the packages can be imported by name, as by --import.
    cwd: join(root, 'examples'),
    env,
    stdio: ['inherit', 'pipe', 'inherit'],
  });
  let isTold = false;
  const end = (signal) => {
    isTold = true;
    child.kill(signal);
  };
  const interrupt = () => {
    isTold = true;
    // A terminal tells all of its processes.
    if (!process.stdin.isTTY) child.kill('SIGINT');
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', interrupt);

  let said = '';
  let isVisited = Object.keys(visits).length === 0;
  let visiting = Promise.resolve();
  child.stdout.setEncoding('utf8').on('data', (chunk) => {
    process.stdout.write(chunk);
    said += chunk;
    const ports = [...said.matchAll(listening)].map(([, port]) => port);
    if (!isVisited && ports.length >= listeners) {
      isVisited = true;
      const url = `http://127.0.0.1:${ports[0]}`;
      visiting = visit(url, visits).then(() => {
        if (stay) console.log(`\nUntil Ctrl-C: ${url}`);
        else end('SIGTERM');
      });
    }
    if (endAfter !== undefined && said.includes(endAfter) && !isTold && !stay) end('SIGTERM');
  });

  const code = await new Promise((resolve) => {
    child.once('error', (error) => {
      console.error(error.message);
      resolve(1);
    });
    child.once('close', (exitCode) => resolve(exitCode ?? (isTold ? 0 : 1)));
  });
  await visiting;
  process.off('SIGTERM', end);
  process.off('SIGINT', interrupt);
  return code;
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
