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
