import { createRequire } from 'node:module';
import net from 'node:net';
import { join } from 'node:path';
import type { UdsRetryOptions } from '../types.js';
import { connectionTransport } from './tcp.js';
import { later, type Sent, type Transport } from './transport.js';

const defaultPath = '/var/run/datadog/dsd.socket';

/** What is used of a socket of the package `unix-dgram`. */
interface DatagramSocket extends NodeJS.EventEmitter {
  connect(path: string): void;
  send(message: Buffer, sent: (error?: NodeJS.ErrnoException) => void): void;
  close(): void;
}

/**
 * The Agent's Unix socket. Where the program has `unix-dgram`, as hot-shots needs it, datagrams; else,
 * without native code, the Agent's stream socket (`dogstatsd_stream_socket`).
 */
export function udsTransport(path: string | undefined, retry: UdsRetryOptions = {}): Transport {
  const target = path ?? defaultPath;
  const module = unixDgram();
  if (module === undefined)
    return connectionTransport('uds', net.connect({ path: target }), frameWithLength);
  return datagramTransport(module.createSocket('unix_dgram'), target, retry);
}

function unixDgram(): { createSocket(type: 'unix_dgram'): DatagramSocket } | undefined {
  try {
    // Of the program, not of this package: it is in nobody's dependencies here.
    return createRequire(join(process.cwd(), 'package.json'))('unix-dgram');
  } catch {
    return undefined;
  }
}

function datagramTransport(
  socket: DatagramSocket,
  path: string,
  { retries = 3, retryDelayMs = 100, maxRetryDelayMs = 1000, backoffFactor = 2 }: UdsRetryOptions,
): Transport {
  const connect = (): void => {
    try {
      socket.connect(path);
    } catch (error) {
      process.nextTick(() => socket.emit('error', error));
    }
  };
  const attempt = (message: Buffer, left: number, delayMs: number, sent: Sent): void => {
    const done = (error?: NodeJS.ErrnoException): void => {
      if (error && left > 0) {
        const next = Math.min(delayMs * backoffFactor, maxRetryDelayMs);
        setTimeout(attempt, delayMs, message, left - 1, next, sent).unref();
      } else sent(error ?? null, error ? undefined : message.length);
    };
    try {
      socket.send(message, done);
    } catch (error) {
      later(sent, error);
    }
  };
  connect();
  return {
    type: 'uds',
    createdAt: Date.now(),
    send: (message, sent) => attempt(message, retries, retryDelayMs, sent),
    close() {
      socket.close();
      return 'closed';
    },
    unref: () => {},
    emit: (event, ...values) => socket.emit(event, ...values),
    on: (event, listener) => socket.on(event, listener),
    removeListener: (event, listener) => socket.removeListener(event, listener),
  };
}

/** The Agent reads from a stream: four bytes of length, little endian, and the message. */
function frameWithLength(message: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(message.length);
  return Buffer.concat([length, message]);
}
