import type { IncomingMessage } from 'node:http';
import { hostTenant } from '../auth/host-tenant.js';
import type { KeyRing } from '../auth/key-ring.js';
import { queryKey, requestKey } from '../auth/request-key.js';
import { Refusal } from '../http/refusal.js';

/**
 * The tenant of a request, by its key and by the `Host` header, in the words of Opstrace.
 *
 * @param strict whether a key in the header does not count
 * @throws {Refusal} 401
 */
export function opstraceTenant(incoming: IncomingMessage, keys: KeyRing, strict: boolean): string {
  const key = strict ? queryKey(incoming) : requestKey(incoming);
  if (key === undefined || key === '') {
    throw new Refusal(401, 'DD API key missing (api_key URL query parameter)');
  }
  const owner = keys.tenantOf(key);
  if (owner === undefined) throw new Refusal(401, 'bad authentication token');
  const asked = hostTenant(incoming.headers.host ?? '');
  if (asked === '' || asked === owner) return owner;
  if (keys.isOpen) return asked;
  throw new Refusal(401, `bad authentication token: unexpected tenant: ${owner}`);
}
