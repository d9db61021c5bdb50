import { once } from 'node:events';
import { connect } from 'node:net';
import { blocked, type Check, failed, ok, unseen } from './check.js';

/** Whether there is a proxy, and whether it can be reached. */
export const proxy: Check = {
  name: 'proxy',
  async run(patient) {
    const { baseUrl, env, timeoutMs } = patient;
    if (baseUrl === undefined) return unseen;
    const { proxyFor } = await import('@dogstats/transport/probe');
    patient.proxy = proxyFor(baseUrl, env);
    if (patient.proxy === undefined) return ok('none');
    const { hostname, port, protocol } = new URL(patient.proxy.url);
    const usual = protocol === 'https:' ? 443 : 80;
    // Not the URL: it may hold a password.
    const where = `${hostname}:${port || usual}`;
    if (!protocol.startsWith('http')) {
      return failed(`${protocol}//${where} is no HTTP proxy`, 'give it as http:// or https://');
    }
    const socket = connect({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || usual) });
    try {
      await once(socket, 'connect', { signal: AbortSignal.timeout(timeoutMs) });
      return ok(`${where} answers`);
    } catch (error) {
      const { code, name } = error as NodeJS.ErrnoException;
      return blocked(
        patient,
        `${where} can't be reached (${code ?? name})`,
        'correct DD_PROXY_HTTPS or HTTPS_PROXY, or except the host by NO_PROXY',
      );
    } finally {
      socket.destroy();
    }
  },
};
