import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Match, matchRoute } from './routes.js';
import type { ShopMetrics } from './shop-metrics.js';

export interface Shop {
  readonly url: string;
  close(): Promise<void>;
}

/** Starts the service: a small shop, on any free port of this machine. */
export async function startShop(metrics: ShopMetrics): Promise<Shop> {
  const serve = makeServe(metrics);
  const server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => close(server) };
}

function makeServe(
  metrics: ShopMetrics,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const handlers = new Map<string, Match['handle']>();
  return async (request, response) => {
    metrics.began(visitorOf(request));
    const { pattern, handle, id } = matchRoute(request.method ?? '', request.url ?? '');
    const timed = handlers.get(pattern) ?? metrics.timed(pattern, handle);
    handlers.set(pattern, timed);
    // A handler that throws is answered, counted and timed like any other.
    const status = await timed(id, metrics).catch(() => 500);
    metrics.answered(pattern, status);
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ status }));
  };
}

/** The visitor's id, out of the cookie. */
function visitorOf(request: IncomingMessage): string | undefined {
  return /(?:^|;\s*)visitor=([^;]+)/.exec(request.headers.cookie ?? '')?.[1];
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
