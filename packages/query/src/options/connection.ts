import { printable, systemClock } from '@dogstats/transport/http-client';
import { checkApiKey, firstVariable, resolveEndpoint } from '@dogstats/transport/site';
import { httpTransport, type Transport } from '../engine/transport.js';
import type { ConnectionOptions } from './query-options.js';

/** How to send, and how to show what came back without the keys in it. */
export interface Connection {
  readonly transport: Transport;
  readonly printable: (text: string) => string;
}

/** What keeps it from being one goes to `problems`. */
export function openConnection(options: ConnectionOptions, problems: string[]): Connection {
  const { transport, env = process.env } = options;
  const first = (...names: readonly string[]): string | undefined => firstVariable(env, ...names);
  const secrets = new Set<string>();
  const hidden = (text: string): string => printable(text, ...secrets);
  if (transport !== undefined) {
    for (const key of [options.apiKey, options.appKey]) if (key) secrets.add(key);
    return { transport, printable: hidden };
  }
  // A site that the caller names wins over an address in the environment.
  const fromEnv = options.site === undefined ? first('DD_DD_URL', 'DD_URL') : undefined;
  const url = options.url?.trim() || fromEnv;
  const endpoint = resolveEndpoint({
    site: options.site ?? first('DD_SITE', 'DATADOG_SITE'),
    url,
    allowInsecureHttp: options.allowInsecureHttp ?? first('DOGSTATS_ALLOW_HTTP') === '1',
  });
  if ('problem' in endpoint) problems.push(endpoint.problem);
  const isOwnAddress = Boolean(url);
  const keys = {
    apiKey: options.apiKey ?? first('DD_API_KEY', 'DATADOG_API_KEY'),
    appKey: options.appKey ?? first('DD_APP_KEY', 'DATADOG_APP_KEY', 'DD_APPLICATION_KEY'),
  };
  const read = (name: 'apiKey' | 'appKey', variable: string): string => {
    const key = keys[name];
    // An address of one's own may need none: an intake on this machine, a proxy that adds its own.
    if (key === undefined && isOwnAddress) return 'none';
    if (key === undefined) {
      problems.push(`${name} is missing: set ${variable}`);
      return '';
    }
    const check = checkApiKey(key, name);
    if ('apiKey' in check) {
      secrets.add(check.apiKey);
      return check.apiKey;
    }
    problems.push(check.problem);
    return '';
  };
  const apiKey = read('apiKey', 'DD_API_KEY');
  const appKey = read('appKey', 'DD_APP_KEY');
  const { ca, dispatcher, fetch, timeouts, maxAnswerBytes = 67_108_864 } = options;
  return {
    transport: httpTransport({
      baseUrl: 'baseUrl' in endpoint ? endpoint.baseUrl : '',
      ...{ apiKey, appKey, ca, dispatcher, fetch, env, maxAnswerBytes },
      connectMs: timeouts?.connectMs ?? 5_000,
      totalMs: timeouts?.totalMs ?? 60_000,
      clock: systemClock,
    }),
    printable: hidden,
  };
}
