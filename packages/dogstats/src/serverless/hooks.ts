import { dogStats } from '../global.js';
import { flushAtEnd } from './flush-at-end.js';
import type { FlushTarget } from './flush-target.js';
import type { LambdaContext, WrapHandlerOptions } from './lambda-types.js';

/** Which instance to flush, and for how long at the most. */
export interface FlushHookOptions extends WrapHandlerOptions {
  /** @default the instance that the program shares */
  readonly dogStats?: FlushTarget | undefined;
}

/**
 * What middy takes, and anything of its shape. The request has the context of the invocation; asking
 * for it by type would make it the context of the whole chain.
 */
export interface HandlerMiddleware {
  readonly after: (request: object) => Promise<void>;
  readonly onError: (request: object) => Promise<void>;
}

/** Flushes at the end of an invocation that goes through middy: `middy().use(flushMiddleware())`. */
export function flushMiddleware(options: FlushHookOptions = {}): HandlerMiddleware {
  const flush = (request: { readonly context?: LambdaContext }): Promise<void> =>
    flushAtEnd(options.dogStats ?? dogStats, request.context, options);
  return { after: flush, onError: flush };
}

/** Wraps any function: what it recorded is flushed before its promise settles. */
export function withFlush<Parameters extends unknown[], Result>(
  run: (...parameters: Parameters) => Result | PromiseLike<Result>,
  options: FlushHookOptions = {},
): (...parameters: Parameters) => Promise<Result> {
  return async function withFlushed(this: unknown, ...parameters) {
    try {
      return await run.apply(this, parameters);
    } finally {
      await flushAtEnd(options.dogStats ?? dogStats, undefined, options);
    }
  };
}

/** The part of `app` of Azure Functions that is needed here. */
export interface AzureApp {
  readonly hook: {
    postInvocation(handler: () => Promise<void>): unknown;
    appTerminate(handler: () => Promise<void>): unknown;
  };
}

/** Flushes after each invocation of an Azure Functions app (model v4), and when it is shut down. */
export function addAzureHooks(app: AzureApp, options: FlushHookOptions = {}): void {
  const flush = (): Promise<void> => flushAtEnd(options.dogStats ?? dogStats, undefined, options);
  app.hook.postInvocation(flush);
  app.hook.appTerminate(flush);
}
