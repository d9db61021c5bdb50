import type { IncomingMessage } from 'node:http';
import type { KeyRing } from '../auth/key-ring.js';
import { requestKey } from '../auth/request-key.js';
import { foreignOrigin, foreignSite } from '../http/foreign-origin.js';
import { hostName, isLoopback, isOwnName } from '../http/host-name.js';
import { Refusal } from '../http/refusal.js';

/**
 * Who may control the intake: no page from elsewhere, whatever way it comes, and with keys
 * configured only who has one that is no tenant's.
 *
 * A page can make a browser send requests here. It gives itself away by `Origin`, by
 * `Sec-Fetch-Site` when it only reads, and by `Host` when a name of its own leads to loopback.
 *
 * @throws {Refusal} 403
 */
export function checkControl(incoming: IncomingMessage, keys: KeyRing): void {
  const origin = foreignOrigin(incoming);
  if (origin !== undefined) throw new Refusal(403, `header Origin is "${origin}": not its own`);
  const site = foreignSite(incoming);
  if (site !== undefined) {
    throw new Refusal(403, `header Sec-Fetch-Site is "${site}": sent by another page`);
  }
  const name = hostName(incoming.headers.host ?? '');
  if (isLoopback(incoming.socket.localAddress ?? '') && !isOwnName(name)) {
    throw new Refusal(403, `header Host is "${name}": control answers to loopback names only`);
  }
  // It shows what all tenants sent, so the key of one tenant is not enough.
  if (!keys.isOpen && keys.tenantOf(requestKey(incoming)) !== '') {
    throw new Refusal(403, 'control needs one of apiKeys: send it as header DD-API-KEY');
  }
}
