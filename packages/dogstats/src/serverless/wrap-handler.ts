import { callHandler } from './call-handler.js';
import { flushAtEnd } from './flush-at-end.js';
import type { FlushTarget } from './flush-target.js';
import type { LambdaContext, LambdaHandler, WrapHandlerOptions } from './lambda-types.js';

const streaming = Symbol.for('aws.lambda.runtime.handler.streaming');

/** Properties that a wrapper has of its own. */
const ownProperties = new Set<PropertyKey>(['length', 'prototype', 'arguments', 'caller']);

/** What a wrapper needs of an instance. */
export interface InvocationTarget extends FlushTarget {
  /** The process may have stood still: what time is it? */
  tick(): void;
}

/**
 * A handler that flushes before it answers; its answers and errors are those of the handler. It
 * answers by a promise, whatever the handler does.
 */
export function wrapHandler<Handler extends LambdaHandler>(
  target: InvocationTarget,
  handler: Handler,
  options?: WrapHandlerOptions,
): Handler {
  // The runtime says best what is wrong with a handler that is none.
  if (typeof handler !== 'function') return handler;
  const isStreaming = (handler as { [streaming]?: unknown })[streaming] === 'response';
  const wrapper = isStreaming
    ? wrapStreaming(target, handler, options)
    : wrapAnswering(target, handler, options);
  for (const key of Reflect.ownKeys(handler)) {
    const descriptor = Reflect.getOwnPropertyDescriptor(handler, key);
    if (!ownProperties.has(key) && descriptor) Reflect.defineProperty(wrapper, key, descriptor);
  }
  return wrapper as Handler;
}

/** Two parameters at the most: newer runtimes refuse a handler that looks as if it took a callback. */
function wrapAnswering(
  target: InvocationTarget,
  handler: LambdaHandler,
  options: WrapHandlerOptions | undefined,
): LambdaHandler {
  return async function wrapped(
    this: unknown,
    event: unknown,
    context: LambdaContext | undefined,
  ): Promise<unknown> {
    target.tick();
    const flush = (): Promise<void> => flushAtEnd(target, context, options);
    try {
      return await callHandler({ handler, self: this, event, context, onOpenEnd: flush });
    } finally {
      await flush();
    }
  };
}

/** What was streamed is on its way to the client while this flushes. */
function wrapStreaming(
  target: InvocationTarget,
  handler: LambdaHandler,
  options: WrapHandlerOptions | undefined,
): LambdaHandler {
  return async function wrapped(
    this: unknown,
    event: unknown,
    responseStream: unknown,
    context: LambdaContext | undefined,
  ): Promise<unknown> {
    target.tick();
    try {
      return await handler.call(this, event, responseStream, context);
    } finally {
      await flushAtEnd(target, context, options);
    }
  };
}
