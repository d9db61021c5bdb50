import type { Writable } from 'node:stream';
import { codedError, endLine, later, type Transport } from './transport.js';

/** Lines into a stream of the caller's, which is destroyed with the client. */
export function streamTransport(stream: Writable | undefined): Transport {
  if (stream === undefined) throw new Error('`stream` option required');
  return {
    type: 'stream',
    createdAt: Date.now(),
    send(message, sent) {
      if (stream.destroyed) {
        later(sent, codedError('ERR_STREAM_DESTROYED', 'Cannot write to a destroyed stream'));
        return;
      }
      const bytes = endLine(message);
      stream.write(bytes, (error) => sent(error ?? null, error ? undefined : bytes.length));
    },
    close() {
      if (stream.closed) return 'closed';
      stream.destroy();
      return undefined;
    },
    unref: () => {},
    emit: (event, ...values) => stream.emit(event, ...values),
    on: (event, listener) => stream.on(event, listener),
    removeListener: (event, listener) => stream.removeListener(event, listener),
  };
}
