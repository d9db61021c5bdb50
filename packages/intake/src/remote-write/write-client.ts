import type { ResolvedRemoteWriteOptions } from './remote-write-options.js';

const maxMs = 30_000;
/** A store says why in a line. More of it is not read. */
const maxMessageLength = 500;
const maxAnswerBytes = 8_192;
/** A wait that a store asks for is not longer than this, whatever it says. */
const maxRetryAfterMs = 60_000;

/** What became of one attempt. */
export interface WriteResult {
  /** `again` for 429, 5xx, and where there was no answer. */
  readonly verdict: 'taken' | 'refused' | 'again';
  /** HTTP status; 0: there was no answer. */
  readonly status: number;
  /** What the store said, or what failed. */
  readonly message: string;
  /** How long the store wants to be left alone; 0 when it did not say. */
  readonly retryAfterMs: number;
}

/** Sends requests to the store. Knows nothing of what is in them. */
export class WriteClient {
  readonly #url: string;
  readonly #headers: Headers;

  constructor({ url, headers }: ResolvedRemoteWriteOptions, tenant: string) {
    this.#url = url;
    this.#headers = new Headers({
      ...headers,
      'x-prometheus-remote-write-version': '0.1.0',
      'content-encoding': 'snappy',
      'content-type': 'application/x-protobuf',
    });
    if (tenant !== '') this.#headers.set('x-scope-orgid', tenant);
  }

  /** One attempt. Never rejects. */
  async send(body: Buffer, signal: AbortSignal): Promise<WriteResult> {
    try {
      const response = await fetch(this.#url, {
        method: 'POST',
        body: new Uint8Array(body),
        headers: this.#headers,
        redirect: 'manual',
        signal: AbortSignal.any([signal, AbortSignal.timeout(maxMs)]),
      });
      const { status, headers } = response;
      const message = (await startOf(response)).trim().slice(0, maxMessageLength);
      const retryAfterMs = retryAfter(headers.get('retry-after'));
      return { verdict: verdictOf(status), status, message, retryAfterMs };
    } catch (error) {
      const { message, cause } = error as Error;
      const why = cause instanceof Error ? cause.message || String(cause) : message;
      return { verdict: 'again', status: 0, message: why, retryAfterMs: 0 };
    }
  }
}

/**
 * The first bytes of the body as text, as far as it can be read: the status alone is the verdict.
 * The connection is given up if there are more.
 */
async function startOf({ body }: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  try {
    for await (const chunk of body ?? []) {
      text += decoder.decode(chunk as Uint8Array, { stream: true });
      bytes += (chunk as Uint8Array).length;
      if (bytes >= maxAnswerBytes) break;
    }
  } catch {
    // Broken off, or not encoded as it says.
  }
  return text;
}

function verdictOf(status: number): WriteResult['verdict'] {
  if (status >= 200 && status < 300) return 'taken';
  return status === 429 || status >= 500 ? 'again' : 'refused';
}

/** @param header seconds; a date is as good as nothing */
function retryAfter(header: string | null): number {
  const seconds = Number(header ?? 0);
  return seconds > 0 ? Math.min(seconds * 1_000, maxRetryAfterMs) : 0;
}
