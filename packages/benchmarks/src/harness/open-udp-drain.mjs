import { createSocket } from 'node:dgram';
import { once } from 'node:events';

/** A loopback socket that reads and forgets, in the parent: reading costs the subjects nothing. */
export async function openUdpDrain() {
  const socket = createSocket('udp4');
  socket.on('message', () => {});
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return { port: socket.address().port, close: () => socket.close() };
}
