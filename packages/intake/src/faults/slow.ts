import { z } from 'zod';
import type { FaultKind } from './fault-kind.js';
import { longestWaitMs } from './longest-wait.js';

/** Serves the request at once and sends the answer so many milliseconds later. */
export interface SlowFault {
  readonly slow: number;
}

export const slow: FaultKind<SlowFault> = {
  name: 'slow',
  fields: { slow: z.int().min(0).max(longestWaitMs) },
  async play(fault, target) {
    const answer = await target.serve();
    await target.sleep(fault.slow);
    target.answer(answer);
  },
};
