/** What can be waited for; `then` may be what starts it. */
export interface Thenable {
  then(onValue?: unknown, onError?: unknown): unknown;
}

/** What a call has returned, as far as timing cares. */
type ResultKind = 'promise' | 'generator' | 'thenable' | 'value';

export function kindOf(result: unknown): ResultKind {
  if ((typeof result !== 'object' && typeof result !== 'function') || result === null)
    return 'value';
  try {
    // Of these `await` does not ask for `then`.
    if (result instanceof Promise && result.constructor === Promise) return 'promise';
    const tag: unknown = (result as { [Symbol.toStringTag]?: unknown })[Symbol.toStringTag];
    if (tag === 'Generator' || tag === 'AsyncGenerator') return 'generator';
    return typeof (result as Partial<Thenable>).then === 'function' ? 'thenable' : 'value';
  } catch {
    // A property that can't be read is the business of whoever gets the result.
    return 'value';
  }
}
