import { looksLikeKey } from './api-key.js';
import { didYouMean } from './did-you-mean.js';
import { isLoopback } from './loopback.js';

export { type ApiKeyCheck, checkApiKey, looksLikeKey } from './api-key.js';
export { didYouMean } from './did-you-mean.js';
export { explainIssue, type OptionIssue } from './explain-issue.js';
export { type Environment, firstVariable } from './first-variable.js';

/**
 * Datadog's sites by the name that its documentation gives them.
 *
 * @see https://docs.datadoghq.com/getting_started/site/
 */
const siteByName: { readonly [name: string]: string } = {
  us1: 'datadoghq.com',
  us3: 'us3.datadoghq.com',
  us5: 'us5.datadoghq.com',
  eu1: 'datadoghq.eu',
  ap1: 'ap1.datadoghq.com',
  ap2: 'ap2.datadoghq.com',
  uk1: 'uk1.datadoghq.com',
  'us1-fed': 'ddog-gov.com',
  'us2-fed': 'us2.ddog-gov.com',
};

/** The sites that `site` can name. Anything else needs a `url`. */
export const knownSites: readonly string[] = Object.values(siteByName);

/** The site used when nothing names another. */
export const defaultSite = 'datadoghq.com';

export interface EndpointOptions {
  /** One of `knownSites`; the host of Datadog's user interface will do, too. Blank: the default. */
  readonly site?: string | undefined;
  /** Where to send instead: a proxy, a local intake. Wins over `site`; blank means none. */
  readonly url?: string | undefined;
  /** Whether `url` may be plain `http:` to other machines. */
  readonly allowInsecureHttp?: boolean | undefined;
}

/** The address that routes are appended to, without a slash at its end, or why there is none. */
export type Endpoint =
  | { readonly baseUrl: string }
  | { readonly problem: string; readonly option: 'site' | 'url' };

/** Finds out where to send, and refuses every address that the key must not go to. */
export function resolveEndpoint(options: EndpointOptions): Endpoint {
  const url = options.url?.trim();
  if (url) return endpointOfUrl(url, options.allowInsecureHttp ?? false);
  return endpointOfSite(options.site?.trim() || defaultSite);
}

function endpointOfSite(written: string): Endpoint {
  const site = written
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/^(?:app|api)\./, '')
    .replace(/[/.]+$/, '');
  if (knownSites.includes(site)) return { baseUrl: `https://api.${site}` };
  const suggestion = suggestSite(site);
  const remedy =
    suggestion === undefined
      ? `use one of ${knownSites.join(', ')}, or set url`
      : `did you mean '${suggestion}'?`;
  return { option: 'site', problem: `site ${quote(written)} is not one of Datadog's: ${remedy}` };
}

function suggestSite(site: string): string | undefined {
  const host = site.replace(/[/?#:].*$/, '');
  if (knownSites.includes(host)) return host;
  const name = host.split('.', 1)[0] ?? '';
  return siteByName[name] ?? siteByName[`${name}1`] ?? didYouMean(host, knownSites);
}

function endpointOfUrl(written: string, allowInsecureHttp: boolean): Endpoint {
  const problem = (text: string): Endpoint => ({ option: 'url', problem: text });
  // Before parsing: the parser takes white space out and turns backslashes into slashes.
  if (/[\s\\]/.test(written) || !URL.canParse(written)) {
    return problem(`url ${quote(written)} is not an absolute URL`);
  }
  const url = new URL(written);
  if (url.username !== '' || url.password !== '' || written.includes('@')) {
    return problem('url must not contain a user name or password');
  }
  if (/[?#]/.test(written)) return problem(`url ${quote(written)} must not have a query or hash`);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    return problem(
      `url ${quote(written)} has to begin with https://, or with http:// where it is this machine`,
    );
  }
  if (url.protocol === 'http:' && !allowInsecureHttp && !isLoopback(url.hostname)) {
    return problem(
      `url ${quote(written)} would send the key unencrypted: use https, or set allowInsecureHttp`,
    );
  }
  const path = url.pathname.replace(/\/+$/, '');
  if (/\/api\/v\d+(?:\/[a-z_]+)?$/.test(path)) {
    return problem(`url ${quote(written)} has to end before /api: the route is appended to it`);
  }
  return { baseUrl: `${url.protocol}//${url.host}${path}` };
}

/** A value in an error message, unless it may hold a password or be a key. */
function quote(written: string): string {
  if (written.includes('@')) return 'with an @ in it';
  if (looksLikeKey(written)) return 'with what looks like a key in it, not shown here,';
  return `'${written.slice(0, 100)}'`;
}
