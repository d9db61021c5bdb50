import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const listenerChild = fileURLToPath(new URL('./listener-child.mjs', import.meta.url));

/** Our listener, in a process of its own. */
export async function startListener(receiveBufferBytes) {
  const child = fork(listenerChild, [JSON.stringify({ receiveBufferBytes })]);
  const [{ port, receiveBufferBytes: granted }] = await once(child, 'message');
  return {
    port,
    granted,
    received: async () => {
      child.send('figures');
      const [{ received }] = await once(child, 'message');
      return received;
    },
    stop: () => ended(child),
  };
}

/** Etsy's statsd, in a process of its own, with a flush interval that it never comes to the end of. */
export async function startStatsd() {
  const folder = await mkdtemp(join(tmpdir(), 'statsd-'));
  const [port, managementPort] = [await freePort(), await freePort()];
  const config = join(folder, 'config.js');
  await writeFile(
    config,
    `{ address: '127.0.0.1', port: ${port}, mgmt_address: '127.0.0.1', mgmt_port: ${managementPort}, flushInterval: 3600000, backends: [] }`,
  );
  const script = fileURLToPath(import.meta.resolve('statsd/stats.js'));
  const child = spawn(process.execPath, [script, config], { stdio: 'ignore' });
  while ((await ask(managementPort, 'counters').catch(() => '')) === '') await sleep(50);
  return {
    port,
    // It has no option for its buffer: what the system gives by default.
    granted: Number(await readFile('/proc/sys/net/core/rmem_default', 'utf8')),
    received: async () => {
      const counters = await ask(managementPort, 'counters');
      return Number(/'statsd\.packets_received': (\d+)/.exec(counters)?.[1] ?? 0);
    },
    stop: async () => {
      await ended(child);
      await rm(folder, { recursive: true });
    },
  };
}

async function ended(child) {
  child.kill();
  await once(child, 'exit');
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** The management console of statsd answers in text that ends with END. */
function ask(port, command) {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(`${command}\n`));
    let text = '';
    socket.setEncoding('utf8').on('data', (chunk) => {
      text += chunk;
      if (!text.includes('END')) return;
      socket.destroy();
      resolve(text);
    });
    socket.on('error', reject);
  });
}

/** Datagrams that the kernel dropped because a socket's buffer was full. */
export async function kernelDrops(port) {
  const hexPort = port.toString(16).toUpperCase().padStart(4, '0');
  const table = await readFile('/proc/net/udp', 'utf8');
  const line = table.split('\n').find((each) => each.includes(`:${hexPort} 00000000:0000`));
  return Number(line?.trim().split(/\s+/).at(-1) ?? Number.NaN);
}
