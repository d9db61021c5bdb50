import { isIPv4 } from 'node:net';

/** The name in a `Host` header, without the port, and without the brackets of IPv6. */
export function hostName(host: string): string {
  if (host.startsWith('[')) return host.slice(1, host.indexOf(']'));
  return host.split(':', 1)[0] ?? '';
}

/** Whether only this machine can reach `host`. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'));
}

/**
 * Whether a `Host` header means this machine, whatever a name server says: browsers take names under
 * `.localhost` to loopback.
 */
export function isOwnName(name: string): boolean {
  return isLoopback(name) || name.endsWith('.localhost');
}
