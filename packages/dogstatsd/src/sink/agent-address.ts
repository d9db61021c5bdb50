import { DogStatsError } from '@dogstats/core';

/** Where an Agent listens. */
export type AgentAddress =
  | { readonly kind: 'udp'; readonly host: string; readonly port: number }
  | { readonly kind: 'stream'; readonly path: string };

/** Where to look for what was not given; Datadog's own names. */
export interface AddressEnvironment {
  readonly DD_DOGSTATSD_URL?: string | undefined;
  readonly DD_DOGSTATSD_SOCKET?: string | undefined;
  readonly DD_AGENT_HOST?: string | undefined;
  readonly DD_DOGSTATSD_PORT?: string | undefined;
}

const defaultPort = 8125;

/**
 * The address that an URL or the environment names; without either, UDP to port 8125 of this machine.
 *
 * @param url `udp://host:port`, or `unixstream:///path` (also `unix:///path`).
 * @throws {DogStatsError} `ERR_OPTIONS` when it is none that can be used.
 */
export function agentAddress(url: string | undefined, env: AddressEnvironment): AgentAddress {
  if (url !== undefined) return parseUrl(url, 'url');
  const fromUrl = trimmed(env.DD_DOGSTATSD_URL);
  if (fromUrl !== undefined) return parseUrl(fromUrl, 'DD_DOGSTATSD_URL');
  const path = trimmed(env.DD_DOGSTATSD_SOCKET);
  // Datadog's clients take an address there as well as a path.
  if (path?.includes('://')) return parseUrl(path, 'DD_DOGSTATSD_SOCKET');
  if (path !== undefined) return { kind: 'stream', path };
  const host = trimmed(env.DD_AGENT_HOST) ?? '127.0.0.1';
  return { kind: 'udp', host, port: parsePort(trimmed(env.DD_DOGSTATSD_PORT)) };
}

/** The address as a URL, for messages. */
export function addressUrl(address: AgentAddress): string {
  if (address.kind === 'stream') return `unixstream://${address.path}`;
  const { host, port } = address;
  return `udp://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function parseUrl(text: string, source: string): AgentAddress {
  const [, scheme, rest = ''] = /^([a-z]+):\/\/(.*)$/i.exec(text) ?? [];
  switch (scheme?.toLowerCase()) {
    case 'udp':
      return parseHostAndPort(rest, source, text);
    case 'unixstream':
    case 'unix':
      if (rest.startsWith('/')) return { kind: 'stream', path: rest };
      throw wrong(source, text, 'needs an absolute path: unixstream:///var/run/datadog/dsd.socket');
    case 'unixgram':
      throw wrong(
        source,
        text,
        `can't be used, because Node.js has no Unix datagram sockets: set dogstatsd_stream_socket in the Agent, and use unixstream://${rest}`,
      );
    default:
      throw wrong(source, text, 'is no address: use udp://host:port or unixstream:///path');
  }
}

function parseHostAndPort(rest: string, source: string, text: string): AgentAddress {
  const match = /^(?:\[([0-9a-f:.]+)\]|([^:/\s]+))(?::(\d{1,5}))?\/?$/i.exec(rest);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3] ?? defaultPort);
  if (host === undefined || port < 1 || port > 65_535)
    throw wrong(source, text, 'is no address: use udp://host:port');
  return { kind: 'udp', host, port };
}

function parsePort(text: string | undefined): number {
  if (text === undefined) return defaultPort;
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  throw wrong('DD_DOGSTATSD_PORT', text, 'is no port');
}

function trimmed(value: string | undefined): string | undefined {
  const text = value?.trim();
  return text === '' ? undefined : text;
}

function wrong(source: string, value: string, problem: string): DogStatsError {
  return new DogStatsError('ERR_OPTIONS', `${source} "${value}" ${problem}`);
}
