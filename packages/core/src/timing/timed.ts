import { startTimer, type TimingTarget } from './timer.js';
import type { TimingOptions } from './timing-options.js';

// biome-ignore lint/suspicious/noExplicitAny: the parameters of any function at all.
type AnyFunction = (...args: any[]) => unknown;

/** What `timed(name, options)` gives: a decorator of methods, and a wrapper of functions. */
export interface TimedDecorator {
  /** As a decorator of the ECMAScript standard. */
  <This, Args extends unknown[], Result>(
    method: (this: This, ...args: Args) => Result,
    context: ClassMethodDecoratorContext<This, (this: This, ...args: Args) => Result>,
  ): (this: This, ...args: Args) => Result;
  /** As a decorator of TypeScript's `experimentalDecorators`. */
  <F extends AnyFunction>(
    target: object,
    key: string | symbol,
    descriptor: TypedPropertyDescriptor<F>,
  ): void;
  /** As a wrapper. */
  <F extends AnyFunction>(fn: F): F;
}

/** Times functions: sync or async, returned or thrown. */
export interface Timed {
  /** `timed('load', loadUser)`: a function that does the same and records how long it takes. */
  <F extends AnyFunction>(name: string, fn: F, options?: TimingOptions): F;
  /** `@timed('load')` on a method, or `timed('load', options)(loadUser)`. */
  (name: string, options?: TimingOptions): TimedDecorator;
}

/**
 * Makes the `timed` of a recorder.
 *
 * The metric is a histogram of seconds unless the options say otherwise. The wrapper keeps `this`,
 * arguments, result, `name` and `length`; a promise is awaited; what is thrown or rejected is timed
 * and passed on unchanged.
 */
export function createTimed(target: TimingTarget): Timed {
  function timed(
    name: string,
    second?: AnyFunction | TimingOptions,
    third?: TimingOptions,
  ): AnyFunction | TimedDecorator {
    if (typeof second === 'function') return wrap(target, name, second, third);
    return decorator((fn) => wrap(target, name, fn, second)) as TimedDecorator;
  }
  return timed as Timed;
}

/** Tells by its arguments which way it is used. */
function decorator(wrapFunction: (fn: AnyFunction) => AnyFunction): AnyFunction {
  return (target: unknown, context?: unknown, descriptor?: PropertyDescriptor) => {
    if (typeof descriptor === 'object' && typeof descriptor.value === 'function') {
      descriptor.value = wrapFunction(descriptor.value);
      return descriptor;
    }
    const kind = (context as DecoratorContext | undefined)?.kind;
    if (typeof target === 'function' && (context === undefined || kind === 'method'))
      return wrapFunction(target as AnyFunction);
    throw new TypeError('timed(…) goes on a method, or around a function.');
  };
}

function wrap(
  target: TimingTarget,
  name: string,
  fn: AnyFunction,
  options?: TimingOptions,
): AnyFunction {
  const wrapper = function (this: unknown, ...args: unknown[]): unknown {
    const timer = startTimer(target, name, options);
    let result: unknown;
    try {
      result = Reflect.apply(fn, this, args);
    } catch (error) {
      timer.stop();
      throw error;
    }
    if (isPromise(result)) return stopWhenSettled(result, timer);
    timer.stop();
    return result;
  };
  copyProperties(fn, wrapper);
  return wrapper;
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  if (value instanceof Promise) return true;
  try {
    return typeof (value as PromiseLike<unknown> | null | undefined)?.then === 'function';
  } catch {
    // A `then` that can't be read is the business of whoever gets the result.
    return false;
  }
}

function stopWhenSettled(
  promise: PromiseLike<unknown>,
  timer: { stop(): void },
): PromiseLike<unknown> {
  return promise.then(
    (value) => {
      timer.stop();
      return value;
    },
    (error: unknown) => {
      timer.stop();
      throw error;
    },
  );
}

/** `name`, `length` and whatever others have put on the function. */
function copyProperties(from: AnyFunction, to: AnyFunction): void {
  for (const key of Reflect.ownKeys(from)) {
    if (key === 'prototype' || key === 'arguments' || key === 'caller') continue;
    const descriptor = Reflect.getOwnPropertyDescriptor(from, key);
    if (descriptor !== undefined) Reflect.defineProperty(to, key, descriptor);
  }
}
