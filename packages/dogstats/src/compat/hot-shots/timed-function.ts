import { joinTags } from './tags.js';
import type { Tags, TimerContext } from './types.js';

type Recorded = (ms: number, tags: readonly string[]) => void;

/**
 * Wraps a function so that each call of it is timed. It gets a context after its arguments, to add tags;
 * `this`, what it returns and what it throws stay as they are.
 */
export function timedFunction(
  // biome-ignore lint/suspicious/noExplicitAny: a function of any kind.
  func: (...args: any[]) => unknown,
  kind: 'sync' | 'async',
  record: Recorded,
): unknown {
  return function timed(this: unknown, ...args: unknown[]): unknown {
    const tags: string[] = [];
    const context: TimerContext & { getTags(): readonly string[] } = {
      addTags: (added: Tags) => void tags.push(...joinTags(added, [])),
      getTags: () => tags,
    };
    const start = process.hrtime.bigint();
    const end = (): void => record(Number(process.hrtime.bigint() - start) / 1e6, tags);
    let result: unknown;
    try {
      result = func.call(this, ...args, context);
    } catch (error) {
      end();
      throw error;
    }
    if (kind === 'sync' || !isThenable(result)) {
      end();
      return result;
    }
    // A branch of its own: what is returned is the very promise, and its rejection the caller's.
    result.then(end, end);
    return result;
  };
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | undefined)?.then === 'function';
}
