import { Agent, type Dispatcher, EnvHttpProxyAgent } from 'undici';
import type { DeliveryOptions } from './delivery-options.js';
import { proxyFor } from './proxy.js';

/** Connections for one sink: as many as requests, none idle for longer than servers keep them. */
export function ownDispatcher(
  options: Pick<DeliveryOptions, 'baseUrl' | 'env' | 'timeouts' | 'ca' | 'concurrency'>,
): Dispatcher {
  const { timeouts, ca, concurrency } = options;
  const trust = ca === undefined ? {} : { ca: Array.isArray(ca) ? [...ca] : (ca as string) };
  const connect = { timeout: timeouts.connectMs, ...trust };
  const agent = {
    connections: concurrency,
    keepAliveTimeout: 4_000,
    keepAliveMaxTimeout: 30_000,
    connect,
  };
  const proxy = proxyFor(options.baseUrl, options.env ?? {});
  if (proxy === undefined) return new Agent(agent);
  return new EnvHttpProxyAgent({
    ...agent,
    // Both are given, so that undici doesn't look into process.env.
    httpProxy: proxy.url,
    httpsProxy: proxy.url,
    noProxy: proxy.except,
    requestTls: connect,
    proxyTls: connect,
  });
}

/** Ends its connections. Bun has an undici of its own in the place of ours, whose agents hold none. */
export async function destroyDispatcher(
  dispatcher: { destroy?(): Promise<void> } | undefined,
): Promise<void> {
  await dispatcher?.destroy?.();
}
