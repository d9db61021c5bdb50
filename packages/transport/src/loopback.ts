/**
 * Whether a host name, as `URL.hostname` gives it, can only be this machine. Names that a resolver
 * could send elsewhere don't count, `localhost` excepted.
 */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
