export interface ExchangeRequest {
  /** @default 'POST' */
  readonly method?: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer;
  /** Aborts it, and what is still unread of the answer. */
  readonly signal: AbortSignal;
}

/** An answer whose head has arrived. */
export interface ExchangeAnswer {
  readonly status: number;
  /** @param name in lower case. */
  header(name: string): string | undefined;
  /** As it comes, never inflated by us. Leaving the loop early closes the connection. */
  readonly body: AsyncIterable<Uint8Array>;
}

/**
 * How a request gets to the intake and its answer back, without following redirects. Rejects when
 * no answer comes.
 */
export type Exchange = (request: ExchangeRequest) => Promise<ExchangeAnswer>;
