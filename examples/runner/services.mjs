import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findService } from '../../scripts/services.mjs';

/** Services of examples: the variable that names one, its address, how to start one and see it is up. */
const kinds = {
  'redis-server': {
    variable: 'REDIS_URL',
    address: (port) => `redis://127.0.0.1:${port}`,
    args: (port, folder) => [
      ...['--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder],
      ...['--save', '', '--appendonly', 'no'],
    ],
    isUp: async (_port, said) => said().includes('Ready to accept connections'),
  },
  prometheus: {
    variable: 'STORE_URL',
    address: (port) => `http://127.0.0.1:${port}`,
    args: (port, folder) => {
      const config = join(folder, 'prometheus.yml');
      writeFileSync(config, '');
      return [
        `--config.file=${config}`,
        `--storage.tsdb.path=${join(folder, 'data')}`,
        `--web.listen-address=127.0.0.1:${port}`,
        '--web.enable-remote-write-receiver',
      ];
    },
    isUp: (port) =>
      fetch(`http://127.0.0.1:${port}/-/ready`).then(
        ({ ok }) => ok,
        () => false,
      ),
  },
};

/** The variable with which users name a service of their own. */
export function variableOf(name) {
  return kinds[name].variable;
}

/**
 * Starts a service on a free port of this machine, with a folder of its own.
 *
 * @throws {Error} with what it said, when it ends at once.
 */
export async function startService(name) {
  const { address, args, isUp } = kinds[name];
  const folder = mkdtempSync(join(tmpdir(), 'dogstats-service-'));
  const port = await freePort();
  const child = spawn(findService(name) ?? name, args(port, folder));
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      said += chunk;
    });
  }
  let isOver = false;
  const ended = new Promise((resolve) => {
    for (const event of ['error', 'close']) child.once(event, resolve);
  }).then(() => {
    isOver = true;
  });

  const stop = async () => {
    child.kill('SIGKILL');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  while (!(await isUp(port, () => said))) {
    if (isOver) {
      await stop();
      throw new Error(`${name} ended:\n${said}`);
    }
    await sleep(50);
  }
  return { url: address(port), stop };
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
