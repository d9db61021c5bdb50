import type { Environment } from '@dogstats/transport/site';
import type { ClientOptions } from './types.js';
import { warn } from './valid-option.js';

export interface EnvironmentAddress {
  readonly protocol?: 'udp' | 'uds';
  readonly host?: string;
  readonly port: number;
  readonly path?: string;
}

const defaultPort = 8125;

/**
 * Where the environment says the Agent is. DD_DOGSTATSD_URL comes before DD_DOGSTATSD_SOCKET, and that
 * before DD_AGENT_HOST with DD_DOGSTATSD_PORT; options of the transport put the first two aside.
 */
export function addressFromEnvironment(
  options: ClientOptions,
  env: Environment,
): EnvironmentAddress {
  const { host, port, protocol, path, stream } = options;
  const isExplicit = [host, port, protocol, path, stream].some((option) => option !== undefined);
  if (!isExplicit && !options.telegraf) {
    const url = env['DD_DOGSTATSD_URL'];
    const named = (url && fromUrl(url)) || fromSocket(env['DD_DOGSTATSD_SOCKET']);
    if (named !== undefined) return named;
  }
  const envPort = Number(env['DD_DOGSTATSD_PORT']);
  return { port: isPort(envPort) ? envPort : defaultPort };
}

function fromSocket(path: string | undefined): EnvironmentAddress | undefined {
  return path ? { protocol: 'uds', path, port: defaultPort } : undefined;
}

function fromUrl(url: string): EnvironmentAddress | undefined {
  const [, scheme, rest = ''] = /^([a-z]+):\/\/(.*)$/i.exec(url) ?? [];
  switch (scheme?.toLowerCase()) {
    case 'udp':
      return fromHostAndPort(rest, url);
    case 'unix':
    case 'unixgram':
      return fromSocket(rest);
    default:
      warn(`DD_DOGSTATSD_URL '${url}' is none of udp://, unix:// or unixgram://: ignored`);
      return undefined;
  }
}

function fromHostAndPort(text: string, url: string): EnvironmentAddress | undefined {
  const match = /^(?:\[([0-9a-f:.]+)\]|([^:/\s]+))(?::(\d+))?\/?$/i.exec(text);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3] ?? defaultPort);
  if (host !== undefined && isPort(port)) return { protocol: 'udp', host, port };
  warn(`DD_DOGSTATSD_URL '${url}' has no host and port that can be used: ignored`);
  return undefined;
}

export function isPort(port: number): boolean {
  return Number.isInteger(port) && port >= 1 && port <= 65_535;
}
