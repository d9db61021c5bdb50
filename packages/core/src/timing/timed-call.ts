import type { Tags } from '../normalize/tags.js';
import { copyProperties } from './copy-function.js';
import { kindOf, type Thenable } from './result-kinds.js';
import { type MetricTimer, startTimer, type TimingTarget } from './timer.js';
import type { OutcomeTags, TimedOptions, TimingOptions } from './timing-options.js';

/** Called once it is known how a call ended. */
type Ended = (result: unknown, error?: unknown) => void;

/**
 * Makes a call and records how long it takes: until it returns or throws; until what it returns is
 * settled; of a generator, from the first step of its body to the last.
 *
 * @returns what the call returns. A promise comes as another one that settles the same way and has
 *   the same properties; everything else is the very same object.
 */
export function timeCall(
  target: TimingTarget,
  name: string,
  options: TimedOptions<never> | undefined,
  call: () => unknown,
): unknown {
  if (target.isOff === true) return call();
  const ended = begin(target, name, options);
  let result: unknown;
  try {
    result = call();
  } catch (error) {
    ended(undefined, error);
    throw error;
  }
  switch (kindOf(result)) {
    case 'promise':
      return endWithPromise(result as Promise<unknown>, ended);
    case 'generator':
      if (endWithGenerator(result as Generator, () => begin(target, name, options))) return result;
      break;
    case 'thenable':
      if (endWithThenable(result as Thenable, ended)) return result;
  }
  ended(result);
  return result;
}

function begin(
  target: TimingTarget,
  name: string,
  options: TimedOptions<never> | undefined,
): Ended {
  const tags = options?.tags;
  if (typeof tags !== 'function') {
    const timer = startTimer(target, name, options as TimingOptions | undefined);
    return () => void timer.stop();
  }
  const timer = startTimer(target, name, { ...options, tags: undefined });
  return (result, error) => stopWith(timer, () => (tags as OutcomeTags<unknown>)(result, error));
}

function stopWith(timer: MetricTimer, outcomeTags: () => Tags | undefined): void {
  let tags: Tags | undefined;
  try {
    tags = outcomeTags();
  } catch {
    // In the place of tags it makes the recorder say that there are none.
    tags = null as never;
  }
  timer.stop(tags);
}

/** It is recorded before its consumer goes on; a rejection that nobody handles stays one. */
function endWithPromise(promise: Promise<unknown>, ended: Ended): Promise<unknown> {
  const settled = promise.then(
    (value) => {
      ended(value);
      return value;
    },
    (error: unknown) => {
      ended(undefined, error);
      throw error;
    },
  );
  copyProperties(promise, settled, Object.keys(promise));
  return settled;
}

/**
 * A query builder, or a child process that can be awaited: users need this very object, and asking
 * for its outcome may be what starts it. So it is timed until whoever asks is told.
 *
 * @returns whether it can be.
 */
function endWithThenable(thenable: Thenable, ended: Ended): boolean {
  const end = once(ended);
  const { then } = thenable;
  return replaceMethod(thenable, 'then', (self, [onValue, onError]) =>
    Reflect.apply(then, self, [
      (value: unknown) => {
        end(value);
        return typeof onValue === 'function' ? onValue(value) : value;
      },
      (error: unknown) => {
        end(undefined, error);
        if (typeof onError === 'function') return onError(error);
        throw error;
      },
    ]),
  );
}

/** @returns whether it can be timed. */
function endWithGenerator(generator: Generator | AsyncGenerator, start: () => Ended): boolean {
  let ended: Ended | undefined;
  const end = once((result, error) => ended?.(result, error));
  const see = (step: unknown): void => {
    const { done, value } = step as IteratorResult<unknown>;
    if (done === true) end(value);
  };
  return (['next', 'return', 'throw'] as const).every((method) => {
    const original = generator[method] as (...given: unknown[]) => unknown;
    return replaceMethod(generator, method, (self, given) => {
      // The body of one that is left before its first step never runs.
      if (method === 'next') ended ??= start();
      let step: unknown;
      try {
        step = Reflect.apply(original, self, given);
      } catch (error) {
        end(undefined, error);
        throw error;
      }
      if (kindOf(step) === 'promise') {
        return endWithPromise(step as Promise<unknown>, (result, error) =>
          result === undefined ? end(undefined, error) : see(result),
        );
      }
      see(step);
      return step;
    });
  });
}

function once(ended: Ended): Ended {
  let isOver = false;
  return (result, error) => {
    if (isOver) return;
    isOver = true;
    ended(result, error);
  };
}

/** @returns whether the object allows that. */
function replaceMethod(
  object: object,
  method: string,
  call: (self: unknown, given: unknown[]) => unknown,
): boolean {
  const value = function (this: unknown, ...given: unknown[]): unknown {
    return call(this, given);
  };
  return Reflect.defineProperty(object, method, { value, writable: true, configurable: true });
}
