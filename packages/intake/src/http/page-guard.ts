import type { IncomingMessage } from 'node:http';
import { hostTenant } from '../auth/host-tenant.js';
import type { KeyRing } from '../auth/key-ring.js';
import { requestKey } from '../auth/request-key.js';
import { hostName, isLoopback, isOwnName } from './host-name.js';

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
      return isOwnName(name) ? undefined : 'This page answers to loopback addresses only.';
    }
    if (shared || this.#keys.accepts(requestKey(incoming))) return undefined;
    return 'This page needs a key: add ?api_key=<key> to its address.';
  }

  /** Whose data the page of a request that passed `check` shows. */
  tenantOf(incoming: IncomingMessage): string {
    if (!this.#loopback) return this.#keys.tenantOf(requestKey(incoming)) ?? '';
    return hostTenant(incoming.headers.host ?? '');
  }
}
