import { type Environment, firstVariable } from './first-variable.js';
import { isLoopback } from './loopback.js';

export interface Proxy {
  readonly url: string;
  /** Hosts to reach without it, separated by commas. */
  readonly except: string;
}

/**
 * The proxy that the environment names for an address; none for this machine. `DD_PROXY_HTTPS`,
 * `DD_PROXY_HTTP` and `DD_PROXY_NO_PROXY` win over the variables that everybody knows, which may be
 * in lower case.
 */
export function proxyFor(baseUrl: string, env: Environment): Proxy | undefined {
  const { protocol, hostname } = new URL(baseUrl);
  if (isLoopback(hostname)) return undefined;
  const read = (name: string): string | undefined =>
    firstVariable(env, `DD_PROXY_${name.replace(/_PROXY$/, '')}`, name.toLowerCase(), name);
  const url = read(protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY');
  if (url === undefined || !URL.canParse(url)) return undefined;
  const except = firstVariable(env, 'DD_PROXY_NO_PROXY') ?? read('NO_PROXY') ?? '';
  return { url, except: except.split(/[\s,]+/).join(',') };
}
