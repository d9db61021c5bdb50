import dgram from 'node:dgram';
import dns from 'node:dns';
import { isIP } from 'node:net';
import { addressCache } from './address-cache.js';
import { later, type Sent, type Transport } from './transport.js';

type Lookup = NonNullable<dgram.SocketOptions['lookup']>;

export interface UdpSettings {
  readonly host: string | undefined;
  readonly port: number;
  readonly cacheDns: boolean;
  readonly cacheDnsTtl: number;
  readonly udpSocketOptions: Partial<dgram.SocketOptions>;
}

/** Datagrams to a host, by default this one. */
export function udpTransport(settings: UdpSettings): Transport {
  const { host, port, udpSocketOptions } = settings;
  const given = udpSocketOptions.lookup;
  const socket = dgram.createSocket({
    ...udpSocketOptions,
    type: udpSocketOptions.type ?? (isIP(host ?? '') === 6 ? 'udp6' : 'udp4'),
    lookup: given ?? lookUpNames,
  });
  socket.unref();
  const address =
    settings.cacheDns && isIP(host ?? '') === 0
      ? addressCache(host ?? 'localhost', settings.cacheDnsTtl, given)
      : undefined;

  const sendTo = (target: string | undefined, message: Buffer, sent: Sent): void => {
    try {
      socket.send(message, 0, message.length, port, target, (error) =>
        sent(error ?? null, error ? undefined : message.length),
      );
    } catch (error) {
      later(sent, error);
    }
  };
  return {
    type: 'udp',
    createdAt: Date.now(),
    send(message, sent) {
      if (address === undefined) sendTo(host, message, sent);
      else {
        address.use((error, target) => {
          if (error) sent(error);
          else sendTo(target, message, sent);
        });
      }
    },
    close() {
      socket.close();
      return undefined;
    },
    unref: () => void socket.unref(),
    emit: (event, ...values) => socket.emit(event as 'error', ...(values as [Error])),
    on: (event, listener) => socket.on(event as 'error', listener),
    removeListener: (event, listener) => socket.removeListener(event as 'error', listener),
  };
}

/** An address needs no look-up, which would cost a thread of the pool for each datagram. */
const lookUpNames: Lookup = (hostname, options, callback) => {
  const family = isIP(hostname);
  if (family === 0) dns.lookup(hostname, options, callback);
  else callback(null, hostname, family);
};
