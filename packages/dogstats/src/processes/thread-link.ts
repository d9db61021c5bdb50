import { BroadcastChannel } from 'node:worker_threads';
import type { Link } from './link.js';

/** Where threads hand over to the main thread of their process. */
export const threadsChannel = 'dogstats.hand-over.v1';

/** Where the main thread answers one sink. */
export function answerChannel(from: string): string {
  return `dogstats.taken.v1.${from}`;
}

/**
 * From a worker thread, by ports that belong to the library alone: the port between a worker and its
 * parent is the program's, and pools of threads take anything there that is not theirs for an error.
 */
export class ThreadLink implements Link {
  readonly lastBytes: number = Number.POSITIVE_INFINITY;
  readonly #from: string;

  constructor(from: string) {
    this.#from = from;
  }

  send(message: unknown): boolean {
    try {
      post(threadsChannel, message);
      return true;
    } catch {
      return false;
    }
  }

  listen(onMessage: (message: unknown) => void): () => void {
    const channel = new BroadcastChannel(answerChannel(this.#from));
    channel.onmessage = (event): void => onMessage((event as { data: unknown }).data);
    channel.unref();
    return () => channel.close();
  }
}

/** Posts on a channel without staying on it: who stays gets a copy of all that others post. */
export function post(channel: string, message: unknown): void {
  const port = new BroadcastChannel(channel);
  try {
    port.postMessage(message);
  } finally {
    port.close();
  }
}
