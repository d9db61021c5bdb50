import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { blocked, type Check, ok, skipped, unseen } from './check.js';
import { timed, within } from './timed.js';

/** Whether the name of the intake, or of the proxy that looks it up for us, has an address. */
export const nameLookUp: Check = {
  name: 'DNS',
  async run(patient) {
    const { baseUrl, isBlocked, timeoutMs } = patient;
    if (baseUrl === undefined || isBlocked) return unseen;
    const { hostname } = new URL(baseUrl);
    if (isIP(hostname.replace(/^\[|\]$/g, '')) > 0) return skipped('an address, not a name');
    if (patient.proxy !== undefined) return skipped(`the proxy looks up ${hostname}`);
    try {
      const { value, took } = await timed(within(timeoutMs, lookup(hostname)));
      return ok(`${hostname} is ${value.address} (${took})`);
    } catch (error) {
      const { code, name } = error as NodeJS.ErrnoException;
      return blocked(
        patient,
        `no address for ${hostname} (${code ?? name})`,
        'check the spelling of DD_SITE or DD_URL, and whether this machine has DNS and a way out; ' +
          'behind a proxy, set HTTPS_PROXY',
      );
    }
  },
};
