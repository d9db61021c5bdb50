/** Codes that mean: the certificate is not one that Node.js trusts. */
const untrusted = [
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
];

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
  const remedy = remedyOf(code);
  // That of several addresses has none, but a code.
  const text = reason || code || message;
  return {
    isFinal: remedy !== undefined,
    message: remedy === undefined ? text : `${text}: ${remedy}`,
  };
}

function remedyOf(code: string): string | undefined {
  if (untrusted.includes(code)) {
    return 'trust it by NODE_EXTRA_CA_CERTS=<the file of --tls-cert, or of its authority>';
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return 'use a name that the certificate has';
  if (code === 'CERT_HAS_EXPIRED') return 'give the intake another';
  if (code === 'ERR_SSL_WRONG_VERSION_NUMBER' || code === 'ERR_SSL_PACKET_LENGTH_TOO_LONG') {
    return 'no TLS is spoken there, use http://';
  }
  return undefined;
}
