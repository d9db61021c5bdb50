import { hostName } from '../http/host-name.js';

const maxLabel = 63;

/** The tenant that a `Host` header `dd.<tenant>.…` names; '' when it names none. */
export function hostTenant(host: string): string {
  const [first, tenant = '', ...rest] = hostName(host).toLowerCase().split('.');
  if (first !== 'dd' || rest.length === 0) return '';
  return isTenantName(tenant) ? tenant : '';
}

/** Whether it can stand in a host name: lower-case letters, digits and dashes. */
export function isTenantName(name: string): boolean {
  if (name === '' || name.length > maxLabel) return false;
  for (const letter of name) {
    const known = (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9');
    if (!known && letter !== '-') return false;
  }
  return true;
}
