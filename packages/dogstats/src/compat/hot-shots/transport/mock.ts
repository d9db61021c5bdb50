import { EventEmitter } from 'node:events';
import type { Transport } from './transport.js';

/** Sends nowhere: for `mock`, and for calls that dogstats takes. */
export function mockTransport(): Transport {
  const events = new EventEmitter();
  return {
    type: 'mock',
    createdAt: Date.now(),
    send: (message, sent) => process.nextTick(sent, null, message.length),
    close: () => 'closed',
    unref: () => {},
    emit: (event, ...values) => events.emit(event, ...values),
    on: (event, listener) => events.on(event, listener),
    removeListener: (event, listener) => events.removeListener(event, listener),
  };
}
