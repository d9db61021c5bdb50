import type { IncomingMessage } from 'node:http';
import { GrowingBuffer } from './growing-buffer.js';

/** Bytes that are read and thrown away past the limit, so that the client sees the answer. */
const maxDiscardedBytes = 64 * 1024 * 1024;

export interface BodyRead {
  /** The body, or nothing when it went over the limit. */
  readonly body: Buffer | undefined;
  /** Bytes seen on the wire. */
  readonly wireBytes: number;
  /** The client went away before the body ended. */
  readonly aborted: boolean;
}

/**
 * Reads a request body, holding at most `maxBytes` of it.
 *
 * Past the limit the rest is thrown away rather than left unread: a client that is still writing
 * when its connection closes gets a reset instead of the 413.
 */
export function readBody(incoming: IncomingMessage, maxBytes: number): Promise<BodyRead> {
  return new Promise((resolve) => {
    const kept = new GrowingBuffer(maxBytes);
    let wireBytes = 0;
    const finish = (aborted: boolean): void => {
      incoming.removeAllListeners('data');
      const whole = wireBytes <= maxBytes && !aborted;
      resolve({ body: whole ? kept.content : undefined, wireBytes, aborted });
    };
    incoming.on('data', (chunk: Buffer) => {
      wireBytes += chunk.length;
      if (wireBytes <= maxBytes) kept.add(chunk);
      else kept.clear();
      if (wireBytes > maxBytes + maxDiscardedBytes) {
        incoming.pause();
        finish(false);
      }
    });
    incoming.once('end', () => finish(false));
    incoming.once('error', () => finish(true));
    incoming.once('close', () => finish(!incoming.readableEnded));
  });
}
