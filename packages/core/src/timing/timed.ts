import { type AnyFunction, copyFunction } from './copy-function.js';
import { timeCall } from './timed-call.js';
import type { TimingTarget } from './timer.js';
import type { TimedOptions } from './timing-options.js';

/** What `timed(name, options)` gives: a decorator of methods, and a wrapper of functions. */
export interface TimedDecorator {
  /** As a decorator of the ECMAScript standard. */
  // biome-ignore lint/suspicious/noExplicitAny: the parameters of any method at all.
  <This, F extends (this: This, ...args: any) => any>(
    method: F,
    context: ClassMethodDecoratorContext<This, F>,
  ): F;
  /** As a decorator of TypeScript's `experimentalDecorators`. */
  <F extends AnyFunction>(
    target: object,
    key: string | symbol,
    descriptor: TypedPropertyDescriptor<F>,
  ): void;
  /** As a wrapper; a decorator of anything but a method would have a context. */
  <F extends AnyFunction>(fn: F, context?: undefined): F;
}

/** What a function has come to when it has ended: of a promise or generator, what is in the end. */
export type OutcomeOf<F extends AnyFunction> =
  ReturnType<F> extends Generator<unknown, infer Result, never>
    ? Result
    : ReturnType<F> extends AsyncGenerator<unknown, infer Result, never>
      ? Result
      : Awaited<ReturnType<F>>;

/** Times functions and methods: sync, async or generators, returned or thrown. */
export interface Timed {
  /** `timed('load', loadUser)`: a function that does the same and records how long it takes. */
  <F extends AnyFunction>(name: string, fn: F, options?: TimedOptions<OutcomeOf<F>>): F;
  /** `@timed('load')` on a method, or `timed('load', options)(loadUser)`. */
  // biome-ignore lint/suspicious/noExplicitAny: what it will be put on is not known here.
  (name: string, options?: TimedOptions<any>): TimedDecorator;
}

/**
 * Makes the `timed` of a recorder.
 *
 * The metric is a histogram of seconds unless the options say otherwise. What is timed keeps `this`,
 * parameters, result, `name`, `length`, own properties and Reflect metadata; a promise is awaited, a
 * generator timed until it is done; what is thrown or rejected is timed and passed on unchanged.
 */
export function createTimed(target: TimingTarget): Timed {
  function timed(
    name: string,
    second?: AnyFunction | TimedOptions<never>,
    third?: TimedOptions<never>,
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
  options?: TimedOptions<never>,
): AnyFunction {
  const wrapper = function (this: unknown, ...args: unknown[]): unknown {
    return timeCall(target, name, options, () => Reflect.apply(fn, this, args));
  };
  copyFunction(fn, wrapper);
  return wrapper;
}
