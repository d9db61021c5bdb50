import net from 'node:net';
import { codedError, endLine, later, queueFull, type Sent, type Transport } from './transport.js';

/** Bytes that may wait for a peer that doesn't read. */
const maxWaitingBytes = 1_048_576;

/** Lines over a TCP connection. */
export function tcpTransport(host: string | undefined, port: number): Transport {
  const socket = net.connect({ host: host ?? '127.0.0.1', port });
  return connectionTransport('tcp', socket, endLine);
}

/** Messages over a connection, framed the way its far side reads them. */
export function connectionTransport(
  type: 'tcp' | 'uds',
  socket: net.Socket,
  frame: (message: Buffer) => Buffer,
): Transport {
  socket.setKeepAlive(true);
  socket.unref();
  return {
    type,
    createdAt: Date.now(),
    send(message, sent) {
      const refusal = refusalOf(socket);
      if (refusal !== undefined) later(sent, refusal);
      else write(socket, frame(message), sent);
    },
    close() {
      if (socket.closed) return 'closed';
      socket.destroy();
      return undefined;
    },
    unref: () => void socket.unref(),
    emit: (event, ...values) => socket.emit(event, ...values),
    on: (event, listener) => socket.on(event, listener),
    removeListener: (event, listener) => socket.removeListener(event, listener),
  };
}

function refusalOf(socket: net.Socket): Error | undefined {
  if (socket.destroyed) return codedError('ERR_SOCKET_DESTROYED', 'Socket is destroyed');
  if (socket.writableLength < maxWaitingBytes) return undefined;
  return codedError(
    queueFull,
    `more than ${maxWaitingBytes} bytes wait for a peer that does not read`,
  );
}

function write(socket: net.Socket, bytes: Buffer, sent: Sent): void {
  socket.write(bytes, (error) => sent(error ?? null, error ? undefined : bytes.length));
}
