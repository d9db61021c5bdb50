import { once } from 'node:events';
import { isIP } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import { blocked, type Check, ok, skipped, unseen, warning } from './check.js';
import { timed } from './timed.js';

/** A certificate that ends sooner is worth a word. */
const soonMs = 7 * 86_400_000;

/** Whether an encrypted connection can be made, and to whom. */
export const tls: Check = {
  name: 'TLS',
  async run(patient) {
    const { baseUrl, isBlocked, timeoutMs, ca, now } = patient;
    if (baseUrl === undefined || isBlocked) return unseen;
    if (patient.proxy !== undefined) return skipped('made through the proxy: see "key valid"');
    const { protocol, hostname, port } = new URL(baseUrl);
    if (protocol === 'http:') return skipped('not encrypted');
    const host = hostname.replace(/^\[|\]$/g, '');
    const servername = isIP(host) === 0 ? { servername: host } : {};
    const socket = connect({ host, port: Number(port || 443), ...servername, ...(ca && { ca }) });
    try {
      const signal = AbortSignal.timeout(timeoutMs);
      const { took } = await timed(once(socket, 'secureConnect', { signal }));
      return describe(socket, took, now());
    } catch (error) {
      const { code, name } = error as NodeJS.ErrnoException;
      const reason = code ?? name;
      return blocked(
        patient,
        `no connection to ${host}:${port || 443} (${reason})`,
        remedy(reason),
      );
    } finally {
      socket.destroy();
    }
  },
};

function describe(socket: TLSSocket, took: string, nowMs: number): ReturnType<typeof ok> {
  const { subject, valid_to } = socket.getPeerCertificate();
  const ends = new Date(valid_to);
  const name = subject?.CN ?? 'no name';
  const day = Number.isNaN(ends.getTime()) ? 'unknown' : ends.toISOString().slice(0, 10);
  const message = `${socket.getProtocol()}, certificate of ${name} until ${day} (${took})`;
  if (ends.getTime() - nowMs > soonMs) return ok(message);
  return warning(message, 'renew the certificate before it ends');
}

function remedy(reason: string): string {
  switch (reason) {
    case 'ECONNREFUSED':
      return 'nothing listens there: start it, or correct DD_URL';
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
    case 'ERR_SSL_PACKET_LENGTH_TOO_LONG':
      return 'what listens there does not speak TLS: http:// instead of https://?';
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return 'the certificate is for another name: correct DD_URL';
    case 'CERT_HAS_EXPIRED':
    case 'CERT_NOT_YET_VALID':
      return 'renew the certificate, or set the clock of this machine';
    default:
      return /CERT|ISSUER|SIGNATURE/.test(reason)
        ? 'trust the authority behind the certificate: set NODE_EXTRA_CA_CERTS, or pass --ca <file>'
        : 'check firewall and network; behind a proxy, set HTTPS_PROXY';
  }
}
