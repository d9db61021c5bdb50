/** A handler of AWS Lambda, of any kind: async, sync, with a callback, or streaming. */
// biome-ignore lint/suspicious/noExplicitAny: whatever the caller's handler takes and gives.
export type LambdaHandler = (this: any, ...args: any[]) => unknown;

/** What wrapping needs of the context of an invocation; some runtimes have less. */
export interface LambdaContext {
  callbackWaitsForEmptyEventLoop?: boolean;
  getRemainingTimeInMillis?: () => number;
  done?: (error?: unknown, result?: unknown) => void;
  succeed?: (result?: unknown) => void;
  fail?: (error?: unknown) => void;
}

export interface WrapHandlerOptions {
  /**
   * How long the flush at the end of an invocation may take, in milliseconds; less when the
   * invocation has less time left. What is not delivered by then goes with the next one.
   * @default 2000
   */
  readonly flushTimeoutMs?: number | undefined;
}
