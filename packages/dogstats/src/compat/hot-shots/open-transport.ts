import type { Settings } from './settings.js';
import { mockTransport } from './transport/mock.js';
import { streamTransport } from './transport/stream.js';
import { tcpTransport } from './transport/tcp.js';
import type { Transport } from './transport/transport.js';
import { udpTransport } from './transport/udp.js';
import { udsTransport } from './transport/uds.js';
import type { ClientOptions } from './types.js';

/** @throws {Error} when there is no such way out, or it lacks what it needs. */
export function openTransport(options: ClientOptions, settings: Settings): Transport {
  if (options.socket !== undefined) return options.socket;
  if (options.mock || options.dogStats !== undefined) return mockTransport();
  const { host, port, path, protocol } = settings;
  switch (protocol) {
    case 'udp':
      return udpTransport({ ...settings, udpSocketOptions: options.udpSocketOptions ?? {} });
    case 'tcp':
      return tcpTransport(host, port);
    case 'uds':
      return udsTransport(path, options.udsRetryOptions);
    case 'stream':
      return streamTransport(options.stream);
    default:
      throw new Error(`Unsupported protocol '${protocol}'`);
  }
}

/** How long a connection must have lived before it is made anew; `undefined`: never made anew. */
export function renewAfterMs(options: ClientOptions, protocol: string): number | undefined {
  if (protocol === 'tcp' && options.tcpGracefulErrorHandling !== false)
    return options.tcpGracefulRestartRateLimit ?? 1000;
  if (protocol === 'uds' && options.udsGracefulErrorHandling !== false)
    return options.udsGracefulRestartRateLimit ?? 1000;
  return undefined;
}
