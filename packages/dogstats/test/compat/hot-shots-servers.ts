import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { Writable } from 'node:stream';
import type { ClientOptions, StatsD } from 'dogstats/compat/hot-shots';
import { onTestFinished } from 'vitest';

export interface Server {
  readonly options: ClientOptions;
  readonly received: string[];
  /** Resolves once so many messages, or lines of a stream, are there. */
  until(count: number): Promise<string[]>;
}

/** A mailbox that says when it has enough. */
export function mailbox(options: ClientOptions): Server & { take(message: string): void } {
  const received: string[] = [];
  const waiting: { count: number; resolve: (messages: string[]) => void }[] = [];
  return {
    options,
    received,
    take(message) {
      received.push(message);
      for (const one of waiting) if (received.length >= one.count) one.resolve(received);
    },
    until: (count) =>
      new Promise((resolve) => {
        if (received.length >= count) resolve(received);
        else waiting.push({ count, resolve });
      }),
  };
}

export async function udpServer(): Promise<Server> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  onTestFinished(() => void socket.close());
  const box = mailbox({ protocol: 'udp', host: '127.0.0.1', port: socket.address().port });
  socket.on('message', (message) => box.take(message.toString()));
  return box;
}

export async function tcpServer(): Promise<Server & { readonly sockets: Socket[] }> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    let rest = '';
    socket.on('data', (data) => {
      const lines = (rest + data).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) box.take(line);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  const { port } = server.address() as { port: number };
  const box = mailbox({ protocol: 'tcp', host: '127.0.0.1', port });
  return { ...box, sockets };
}

export async function streamServer(): Promise<Server> {
  const stream = new Writable({
    write(chunk, _encoding, done) {
      box.take(String(chunk).replace(/\n$/, ''));
      done();
    },
  });
  const box = mailbox({ protocol: 'stream', stream });
  return box;
}

export const closed = (client: StatsD): Promise<Error | undefined> =>
  new Promise((resolve) => client.close(resolve));
