import { ApiConnection, type ApiConnectionOptions, NetworkError } from '@dogstats/transport/api';

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

/** By HTTP, the rules of delivery kept. */
export function httpTransport(options: ApiConnectionOptions): Transport {
  const connection = new ApiConnection(options);
  return {
    async send(request) {
      try {
        return await connection.send(request);
      } catch (error) {
        request.signal.throwIfAborted();
        if (!(error instanceof NetworkError)) throw error;
        return {
          status: 0,
          header: () => undefined,
          text: error.message,
          tooLarge: error.reason === 'ANSWER_TOO_LARGE',
        };
      }
    },
    close: () => connection.close(),
  };
}
