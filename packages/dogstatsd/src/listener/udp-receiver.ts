import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { isIPv6 } from 'node:net';

export interface UdpOptions {
  /**
   * 0 for any free one.
   * @default 8125
   */
  readonly port?: number | undefined;
  /**
   * Address to listen on.
   * @default '127.0.0.1'
   */
  readonly host?: string | undefined;
  /**
   * Receive buffer to ask the system for, in bytes; 0 leaves it at what the system gives. What was
   * granted is in `udp.receiveBufferBytes` of the listener.
   * @default 4194304
   */
  readonly receiveBufferBytes?: number | undefined;
}

/** An open UDP socket. */
export interface UdpReceiver {
  readonly host: string;
  readonly port: number;
  /** Receive buffer that the system granted, in bytes: what does not fit is lost without a word. */
  readonly receiveBufferBytes: number;
  close(): Promise<void>;
}

/** @throws the error of the system, such as EADDRINUSE. */
export async function receiveUdp(
  options: UdpOptions,
  onDatagram: (payload: Buffer) => void,
  onError: (error: Error) => void,
): Promise<UdpReceiver> {
  const { port = 8125, host = '127.0.0.1', receiveBufferBytes = 4 * 1024 * 1024 } = options;
  const socket = createSocket({
    type: isIPv6(host) ? 'udp6' : 'udp4',
    ...(receiveBufferBytes > 0 && { recvBufferSize: receiveBufferBytes }),
  });
  socket.on('message', onDatagram);
  socket.bind(port, host);
  try {
    await once(socket, 'listening');
  } catch (error) {
    socket.close();
    throw error;
  }
  socket.on('error', onError);
  const address = socket.address();
  return {
    host: address.address,
    port: address.port,
    receiveBufferBytes: socket.getRecvBufferSize(),
    close: () => closed(socket),
  };
}

function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.close(() => resolve());
  });
}
