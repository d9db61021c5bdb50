import {
  answerTooLarge,
  HttpClient,
  type HttpClientOptions,
  version,
} from '@dogstats/transport/http-client';

export interface TransportRequest {
  readonly method: 'GET' | 'POST';
  /** From `/api` on, with its query string. */
  readonly path: string;
  /** JSON. */
  readonly body?: string | undefined;
  readonly signal: AbortSignal;
}

export interface TransportResponse {
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
  /** @param name in lower case. */
  header(name: string): string | undefined;
  /** The body; without an answer, what happened. */
  readonly text: string;
  /** Whether the answer was larger than what is taken. */
  readonly tooLarge?: boolean;
}

/** How requests get to Datadog: one at a time, never retried here, keys included. */
export interface Transport {
  /** May reject once the signal is aborted; whatever else goes wrong is status 0. */
  send(request: TransportRequest): Promise<TransportResponse>;
  /** Called when a stream ends; may be used again after it. */
  close?(): Promise<void>;
}

export interface HttpTransportOptions extends Omit<HttpClientOptions, 'concurrency'> {
  readonly apiKey: string;
  readonly appKey: string;
  /** For all of a request and its answer, in milliseconds. */
  readonly totalMs: number;
  /** What an answer may have, inflated. */
  readonly maxAnswerBytes: number;
}

/** By HTTP, the rules of delivery kept. */
export function httpTransport(options: HttpTransportOptions): Transport {
  const { apiKey, appKey, totalMs, maxAnswerBytes, ...connection } = options;
  const keys = { 'DD-API-KEY': apiKey, 'DD-APPLICATION-KEY': appKey };
  const common = { ...keys, Accept: 'application/json', 'User-Agent': `dogstats-js/${version}` };
  // The window that is looked at, and the one after it.
  const open = (): HttpClient => new HttpClient({ ...connection, concurrency: 2 });
  let client: HttpClient | undefined;
  return {
    async send({ method, path, body, signal }) {
      client ??= open();
      const headers = {
        ...common,
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
      };
      const sent = { method, path, body, headers, signal };
      const answer = await client.request({
        ...sent,
        timeoutMs: totalMs,
        maxBytes: maxAnswerBytes,
      });
      if (!('error' in answer)) return answer;
      const { message, reason } = answer.error;
      return {
        status: 0,
        header: () => undefined,
        text: message,
        tooLarge: reason === answerTooLarge,
      };
    },
    async close() {
      const closing = client;
      client = undefined;
      await closing?.close();
    },
  };
}
