import { once } from 'node:events';
import { lstat, unlink } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { FrameReader } from './frame-reader.js';

/** An open Unix socket. */
export interface StreamReceiver {
  readonly path: string;
  close(): Promise<void>;
}

export interface StreamEvents {
  onPayload(payload: Buffer): void;
  /** A frame that is too long, or cut off by the end of its connection. */
  onBrokenFrame(error: Error): void;
}

/**
 * Listens on a Unix stream socket. A file that an earlier listener left behind is replaced.
 *
 * @throws when the path is in use, or no place for a socket.
 */
export async function receiveStream(
  path: string,
  maxFrameBytes: number,
  events: StreamEvents,
): Promise<StreamReceiver> {
  const connections = new Set<Socket>();
  const server = createServer((connection) => {
    connections.add(connection);
    connection.on('close', () => connections.delete(connection));
    readFrames(connection, maxFrameBytes, events);
  });
  try {
    await listen(server, path);
  } catch (error) {
    if (!(await isLeftBehind(path, error))) throw error;
    await unlink(path);
    await listen(server, path);
  }
  return {
    path,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const connection of connections) connection.destroy();
      }),
  };
}

function readFrames(connection: Socket, maxFrameBytes: number, events: StreamEvents): void {
  const reader = new FrameReader(maxFrameBytes, (payload) => events.onPayload(payload));
  connection.on('data', (chunk: Buffer) => {
    const tooLong = reader.push(chunk);
    if (tooLong === undefined) return;
    events.onBrokenFrame(
      new RangeError(
        `a frame of ${tooLong} bytes is longer than ${maxFrameBytes}: its connection is closed`,
      ),
    );
    connection.destroy();
  });
  connection.on('end', () => {
    if (!reader.isBetweenFrames)
      events.onBrokenFrame(new RangeError('a connection ended within a frame'));
  });
  // What follows an error is 'close'.
  connection.on('error', () => {});
}

async function listen(server: Server, path: string): Promise<void> {
  server.listen(path);
  await once(server, 'listening');
}

/** Whether an address is only in use by a file that nobody listens behind. */
async function isLeftBehind(path: string, error: unknown): Promise<boolean> {
  if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') return false;
  if (!(await lstat(path)).isSocket()) return false;
  const probe = connect(path);
  try {
    await once(probe, 'connect');
    return false;
  } catch (failure) {
    return (failure as NodeJS.ErrnoException).code === 'ECONNREFUSED';
  } finally {
    probe.destroy();
  }
}
