import type { LambdaContext, LambdaHandler } from './lambda-types.js';

/** One call of a handler. */
export interface Invocation {
  readonly handler: LambdaHandler;
  readonly self: unknown;
  readonly event: unknown;
  readonly context: LambdaContext | undefined;
  /**
   * Called when the handler has returned without an answer that anybody could wait for: the runtime
   * ends the invocation as soon as nothing is left to do.
   */
  readonly onOpenEnd: () => Promise<void>;
}

/** Calls a handler, in whichever way it answers, and gives its answer as a promise. */
export function callHandler(invocation: Invocation): Promise<unknown> {
  return invocation.handler.length >= 3 ? withCallback(invocation) : withoutCallback(invocation);
}

/** Whichever comes first: the callback, a promise that it returns after all, or a throw. */
function withCallback({ handler, self, event, context }: Invocation): Promise<unknown> {
  return new Promise((resolve, reject) => {
    // The answer is a promise from here on, which never waits for the event loop.
    if (context !== undefined) context.callbackWaitsForEmptyEventLoop = false;
    answerThroughContext(context, resolve, reject);
    const callback = (error?: unknown, result?: unknown): void => {
      if (error === undefined || error === null) resolve(result);
      else reject(error);
    };
    const returned = handler.call(self, event, context, callback);
    if (isPromiseLike(returned)) returned.then(resolve, reject);
  });
}

async function withoutCallback(invocation: Invocation): Promise<unknown> {
  const { handler, self, event, context } = invocation;
  const throughContext = new Promise((resolve, reject) => {
    answerThroughContext(context, resolve, reject);
  });
  // It may never be looked at.
  throughContext.catch(() => undefined);
  const returned = handler.call(self, event, context);
  if (isPromiseLike(returned)) return Promise.race([returned, throughContext]);
  if (!canAnswerLater(returned, context)) return returned;
  await invocation.onOpenEnd();
  return throughContext;
}

/**
 * Whether `context.done()` may still come: runtimes that have it take a handler without a promise for
 * one that answers so, or that has no answer once nothing is left to do. A server that is returned
 * answers in this way.
 */
function canAnswerLater(returned: unknown, context: LambdaContext | undefined): boolean {
  if (typeof context?.done !== 'function') return false;
  const isServer = typeof (returned as { listen?: unknown } | undefined)?.listen === 'function';
  return returned === undefined || isServer;
}

/** Takes over `done`, `succeed` and `fail` of older runtimes. */
function answerThroughContext(
  context: LambdaContext | undefined,
  resolve: (result: unknown) => void,
  reject: (error: unknown) => void,
): void {
  if (typeof context?.done !== 'function') return;
  context.succeed = resolve;
  context.fail = (error) => reject(error ?? 'handled');
  context.done = (error, result) => {
    if (error === undefined || error === null) resolve(result);
    else reject(error);
  };
}

function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
}
