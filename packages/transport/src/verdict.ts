/**
 * What an attempt means for its payload.
 *
 * - `accept`: delivered.
 * - `retry`: worth another attempt soon.
 * - `hold`: will fail until somebody changes something; kept, tried again slowly.
 * - `divide`: too large as it is.
 * - `refuse`: will never be taken; `bisect` when a part of it may be at fault.
 */
export type Verdict =
  | { readonly action: 'accept' | 'divide' }
  | { readonly action: 'refuse'; readonly bisect: boolean }
  | {
      readonly action: 'retry' | 'hold';
      /** Whether the intake may have taken the payload all the same. */
      readonly ambiguous: boolean;
    };

const accept: Verdict = { action: 'accept' };
const divide: Verdict = { action: 'divide' };
const refuse: Verdict = { action: 'refuse', bisect: false };
const bisect: Verdict = { action: 'refuse', bisect: true };
const retry: Verdict = { action: 'retry', ambiguous: false };
const retryAmbiguous: Verdict = { action: 'retry', ambiguous: true };
const hold: Verdict = { action: 'hold', ambiguous: false };
const holdAmbiguous: Verdict = { action: 'hold', ambiguous: true };

const verdictByStatus: { readonly [status: number]: Verdict } = {
  400: bisect,
  // The key, the address or the proxy is wrong, not the payload.
  401: hold,
  403: hold,
  404: hold,
  405: hold,
  407: hold,
  408: retry,
  410: hold,
  413: divide,
  422: bisect,
  425: retry,
  429: retry,
  // "Not now", said by the intake itself. Other 5xx may come from something in front of it that
  // lost the answer.
  503: retry,
};

/** @param status of the final answer; a redirect is one, since none is followed. */
export function verdictOfStatus(status: number): Verdict {
  if (status >= 200 && status < 300) return accept;
  const known = verdictByStatus[status];
  if (known !== undefined) return known;
  if (status >= 500) return retryAmbiguous;
  return status < 400 ? hold : refuse;
}

/** What failed when there was no answer, by the names that Node.js and undici give it. */
export interface Failure {
  /** `code` of the error or of its cause, or its name. */
  readonly reason: string;
  /** The system call, where one failed. */
  readonly syscall?: string;
}

const unsent = new Set([
  'EACCES',
  'EADDRNOTAVAIL',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'EMFILE',
  'ENETDOWN',
  'ENETUNREACH',
  'ENFILE',
  'ENOTFOUND',
  'UND_ERR_CONNECT_TIMEOUT',
]);

const unsentForGood = new Set([
  'ERR_ACCESS_DENIED',
  // A proxy answered its CONNECT with something else than 200.
  'UND_ERR_ABORTED',
  // Somebody closed the dispatcher that was given to us.
  'UND_ERR_CLOSED',
  'UND_ERR_INVALID_ARG',
]);

/** Sent, perhaps, and sure to fail again; destroyed is a dispatcher that was given to us. */
const lasting = new Set(['UND_ERR_HEADERS_OVERFLOW', 'UND_ERR_DESTROYED']);

/** Certificate errors, as OpenSSL names them: all of them come before the first byte of a request. */
const certificate =
  /^(?:ERR_TLS_|ERR_SSL_|CERT_|CRL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|INVALID_CA|HOSTNAME_MISMATCH)/;

/** An unknown failure may have come after the payload was taken. */
export function verdictOfFailure({ reason, syscall }: Failure): Verdict {
  if (unsent.has(reason) || syscall === 'connect') return retry;
  if (unsentForGood.has(reason) || certificate.test(reason)) return hold;
  return lasting.has(reason) ? holdAmbiguous : retryAmbiguous;
}

/** Whether what answers does not speak HTTP: once may be an accident, twice in a row is none. */
export function isGarbage({ reason }: Failure): boolean {
  return reason === 'HTTPParserError' || reason.startsWith('HPE_');
}

/** Whether a failure is what a keep-alive socket gives that the server had closed meanwhile. */
export function looksStale({ reason }: Failure): boolean {
  return reason === 'ECONNRESET' || reason === 'UND_ERR_SOCKET' || reason === 'EPIPE';
}

/** Names a failure; follows `cause`, where `fetch` hides what happened. */
export function failureOf(error: unknown): Failure {
  const found = error as { code?: unknown; name?: unknown; syscall?: unknown; cause?: unknown };
  if (typeof found?.code === 'string') {
    return typeof found.syscall === 'string'
      ? { reason: found.code, syscall: found.syscall }
      : { reason: found.code };
  }
  if (typeof found?.cause === 'object' && found.cause !== null) return failureOf(found.cause);
  return { reason: typeof found?.name === 'string' ? found.name : 'unknown error' };
}
