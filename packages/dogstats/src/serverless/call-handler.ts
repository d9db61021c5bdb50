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
    const callback = (error?: unknown, result?: unknown): void => {
      if (error === undefined || error === null) resolve(result);
      else reject(error);
    };
    const given = answeringContext(context, resolve, reject);
    const returned = handler.call(self, event, given, callback);
    if (isPromiseLike(returned)) returned.then(resolve, reject);
  });
}

async function withoutCallback(invocation: Invocation): Promise<unknown> {
  const { handler, self, event, context } = invocation;
  let given = context;
  const throughContext = new Promise((resolve, reject) => {
    given = answeringContext(context, resolve, reject);
  });
  // It may never be looked at.
  throughContext.catch(() => undefined);
  const returned = handler.call(self, event, given);
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

/**
 * The context of an older runtime with `done`, `succeed` and `fail` of ours: a copy, since the runtime
 * goes on to use its own.
 */
function answeringContext(
  context: LambdaContext | undefined,
  resolve: (result: unknown) => void,
  reject: (error: unknown) => void,
): LambdaContext | undefined {
  if (typeof context?.done !== 'function') return context;
  const copy: LambdaContext = Object.create(
    Object.getPrototypeOf(context),
    Object.getOwnPropertyDescriptors(context),
  );
  copy.succeed = resolve;
  copy.fail = (error) => reject(error ?? 'handled');
  copy.done = (error, result) => {
    if (error === undefined || error === null) resolve(result);
    else reject(error);
  };
  return copy;
}

function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
}
