import { createServer } from 'node:net';

/**
 * A port of 127.0.0.1 for a program that must be told one, its neighbour 10,000 above being left alone, too.
 *
 * It lies below those that systems give to connections and to whoever asks for any port, so that none
 * of the sockets of tests that run at the same time takes it before that program does, or while it is
 * down.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 12_000 + Math.floor(Math.random() * 10_000);
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
