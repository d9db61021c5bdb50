import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { IntakeError } from '../intake-error.js';

/** The first that is tried when none is asked for. */
export const defaultPort = 8282;
const portsTried = 100;

/**
 * Starts listening and gives the port.
 *
 * @param port undefined takes 8282, or the next free one after it
 * @throws {IntakeError} `ERR_PORT_TAKEN` when a port was asked for and is taken
 */
export async function listen(
  server: Server,
  host: string,
  port: number | undefined,
): Promise<number> {
  if (port !== undefined) {
    if (await tryListen(server, host, port)) return boundPort(server);
    throw new IntakeError('ERR_PORT_TAKEN', `port ${port} on ${host} is taken`);
  }
  for (let next = defaultPort; next < defaultPort + portsTried; next++) {
    if (await tryListen(server, host, next)) return boundPort(server);
  }
  const last = defaultPort + portsTried - 1;
  throw new IntakeError('ERR_PORT_TAKEN', `ports ${defaultPort} to ${last} on ${host} are taken`);
}

/** @returns whether the port was free. Rejects for any other reason. */
function tryListen(server: Server, host: string, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException): void => {
      server.off('listening', listening);
      if (error.code === 'EADDRINUSE') resolve(false);
      else reject(error);
    };
    const listening = (): void => {
      server.off('error', failed);
      resolve(true);
    };
    server.once('error', failed);
    server.once('listening', listening);
    server.listen(port, host);
  });
}

function boundPort(server: Server): number {
  return (server.address() as AddressInfo).port;
}
