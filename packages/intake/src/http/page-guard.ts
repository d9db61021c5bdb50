import type { IncomingMessage } from 'node:http';
import type { KeyRing } from '../auth/key-ring.js';
import { requestKey } from '../auth/request-key.js';
import { isLoopback } from '../options.js';
import { hostName } from './host-name.js';

/**
 * Who may look at the page.
 *
 * On loopback: whoever asks for a loopback name, so that no web site can reach the page through a
 * name of its own that leads here. Beyond loopback: whoever has a key, as `?api_key=` in the address.
 */
export class PageGuard {
  readonly #loopback: boolean;
  readonly #keys: KeyRing;

  constructor(host: string, keys: KeyRing) {
    this.#loopback = isLoopback(host);
    this.#keys = keys;
  }

  /**
   * @param shared the same for everybody: needs no key, since browsers ask for it without one
   * @returns why not, or nothing
   */
  check(incoming: IncomingMessage, shared = false): string | undefined {
    if (this.#loopback) {
      const name = hostName(incoming.headers.host ?? '');
      return isLoopback(name) ? undefined : 'This page answers to loopback addresses only.';
    }
    if (shared || this.#keys.accepts(requestKey(incoming))) return undefined;
    return 'This page needs a key: add ?api_key=<key> to its address.';
  }
}
