import { isIPv4 } from 'node:net';

/** The name in a `Host` header, without the port, and without the brackets of IPv6. */
export function hostName(host: string): string {
  if (host.startsWith('[')) return host.slice(1, host.indexOf(']'));
  return host.split(':', 1)[0] ?? '';
}

/** How a socket that takes both kinds of addresses writes one of IPv4. */
const mapped = '::ffff:';

/** Whether only this machine can reach `host`. */
export function isLoopback(host: string): boolean {
  if (host.startsWith(mapped)) return isLoopback(host.slice(mapped.length));
  return host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'));
}

/**
 * Whether a `Host` header means this machine, whatever a name server says: browsers take names under
 * `.localhost` to loopback.
 */
export function isOwnName(name: string): boolean {
  return isLoopback(name) || name.endsWith('.localhost');
}
