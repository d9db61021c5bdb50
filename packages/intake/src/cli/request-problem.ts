/** Codes that mean: the certificate is not one that Node.js trusts. */
const untrusted = [
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
];

/** What OpenSSL makes of an answer in plain text: a line for its own developers. */
const withoutTls = ['ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_PACKET_LENGTH_TOO_LONG'];

/** Why a request failed. */
export interface RequestProblem {
  /** Whether it will fail again, as long as nobody changes anything. */
  readonly isFinal: boolean;
  /** With what to do, where that is known. */
  readonly message: string;
}

/** @param error what `fetch` rejected with */
export function requestProblem(error: unknown): RequestProblem {
  const { message, cause } = error as Error;
  const { code = '', message: reason } = (cause ?? { message }) as NodeJS.ErrnoException;
  if (withoutTls.includes(code)) {
    return { isFinal: true, message: 'it speaks no TLS, use http://' };
  }
  // That of several addresses has none, but a code.
  const text = reason || code || message;
  if (code === 'UND_ERR_SOCKET') {
    return { isFinal: false, message: `${text}; if it serves TLS, use https://` };
  }
  const remedy = certificateRemedy(code);
  return {
    isFinal: remedy !== undefined,
    message: remedy === undefined ? text : `${text}: ${remedy}`,
  };
}

function certificateRemedy(code: string): string | undefined {
  if (untrusted.includes(code)) {
    return 'trust it by NODE_EXTRA_CA_CERTS=<the file of --tls-cert, or of its authority>';
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return 'use a name that the certificate has';
  if (code === 'CERT_HAS_EXPIRED') return 'start the intake with a new one';
  return undefined;
}
