import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer as createProxyServer, type IncomingMessage } from 'node:http';
import { createServer } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const file = (name: string): string => fileURLToPath(new URL(`../tls/${name}`, import.meta.url));

/** Signed what `tlsServer` shows; no machine trusts it by itself. Both are valid for 100 years. */
export const caFile: string = file('ca-cert.pem');

export interface TlsServer {
  readonly port: number;
  /** `Host` and path of each request, oldest first. */
  readonly requests: string[];
}

/**
 * Speaks TLS as localhost, api.datadoghq.com and api.datadoghq.eu, and takes every payload.
 *
 * @param accepts whether to take the key of a request.
 */
export async function tlsServer(
  accepts: (request: IncomingMessage) => boolean = () => true,
): Promise<TlsServer> {
  const requests: string[] = [];
  const pair = {
    key: readFileSync(file('server-key.pem')),
    cert: readFileSync(file('server-cert.pem')),
  };
  const server = createServer(pair, (request, response) => {
    requests.push(`${request.headers.host} ${request.url}`);
    request.resume().on('end', () => {
      const accepted = accepts(request);
      const status = request.method === 'POST' ? 202 : 200;
      response.writeHead(accepted ? status : 403, { 'content-type': 'application/json' });
      response.end(accepted ? '{"valid":true}' : '{"errors":["Forbidden"]}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, requests };
}

/** A proxy that leads every CONNECT to one port of this machine, and notes what was asked for. */
export async function connectProxy(port: number): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createProxyServer();
  server.on('connect', (request, socket) => {
    asked.push(request.url ?? '');
    const upstream = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      socket.pipe(upstream).pipe(socket);
    });
    const end = (): void => {
      upstream.destroy();
      socket.destroy();
    };
    upstream.on('error', end).on('close', end);
    socket.on('error', end).on('close', end);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}
