import { usableTimeout } from '../deadline.js';
import type { FlushTarget } from './flush-target.js';
import type { LambdaContext, WrapHandlerOptions } from './lambda-types.js';

/** Kept free for the answer, so that a flush never makes an invocation time out. */
const marginMs = 200;

/** With less time than this nothing is tried: it stays for the next invocation. */
const leastMs = 100;

/** Flushes within what an invocation has left. Never rejects. */
export async function flushAtEnd(
  target: FlushTarget,
  context: LambdaContext | undefined,
  options: WrapHandlerOptions | undefined,
): Promise<void> {
  const timeoutMs = Math.min(
    usableTimeout(options?.flushTimeoutMs, 2000),
    remainingMs(context) - marginMs,
  );
  if (timeoutMs >= leastMs) await target.flush({ timeoutMs });
}

/** Some runtimes don't say: then there is time enough. */
function remainingMs(context: LambdaContext | undefined): number {
  try {
    const remaining = context?.getRemainingTimeInMillis?.();
    return typeof remaining === 'number' && !Number.isNaN(remaining)
      ? remaining
      : Number.POSITIVE_INFINITY;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
