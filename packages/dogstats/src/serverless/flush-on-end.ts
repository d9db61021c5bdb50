import { usableTimeout } from '../deadline.js';
import type { FlushTarget } from './flush-target.js';

/** Keeps a function alive, after its answer, until a promise settles. */
export type WaitUntil = (promise: Promise<unknown>) => void;

const vercelContext = Symbol.for('@vercel/request-context');

interface VercelContext {
  get?: () => { waitUntil?: WaitUntil } | undefined;
}

/**
 * Flushes in the next turn, and has the platform wait for it.
 *
 * @param waitUntil the platform's; without one, that of Vercel's request, where there is one.
 */
export function flushOnEnd(
  target: FlushTarget,
  waitUntil: WaitUntil | undefined,
  timeoutMs: number | undefined,
): void {
  const flushed = new Promise((resolve) => setImmediate(resolve)).then(() =>
    target.flush({ timeoutMs: usableTimeout(timeoutMs, 2000) }),
  );
  try {
    if (waitUntil === undefined) vercelWaitUntil()?.(flushed);
    else waitUntil(flushed);
  } catch {
    // The answer may be out already: the flush is under way all the same.
  }
}

function vercelWaitUntil(): WaitUntil | undefined {
  const registry = globalThis as { [vercelContext]?: VercelContext };
  const request = registry[vercelContext]?.get?.();
  return request?.waitUntil?.bind(request);
}
