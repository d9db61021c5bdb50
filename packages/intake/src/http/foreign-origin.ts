import type { IncomingMessage } from 'node:http';
import { hostName, isLoopback, isOwnName } from './host-name.js';

/**
 * The `Sec-Fetch-Site` of a request that a page from elsewhere makes a browser send, if it is one: of
 * what only reads, an image say, there is no `Origin`.
 */
export function foreignSite({ headers }: IncomingMessage): string | undefined {
  const site = headers['sec-fetch-site'];
  return site === 'same-origin' || site === 'none' ? undefined : site?.toString();
}

/**
 * The `Origin` of a request that a browser sends on behalf of a page from elsewhere, if it is one.
 *
 * A page anywhere may post to loopback without asking, as long as it needs no answer. Clients that
 * are no browser send no `Origin`. On loopback the page must have been asked for by a loopback name:
 * a name of somebody else may lead here.
 */
export function foreignOrigin({ headers, socket }: IncomingMessage): string | undefined {
  const { origin, host = '' } = headers;
  if (origin === undefined) return undefined;
  const same = URL.canParse(origin) && new URL(origin).host === host;
  const own = isOwnName(hostName(host)) || !isLoopback(socket.localAddress ?? '');
  return same && own ? undefined : origin;
}
