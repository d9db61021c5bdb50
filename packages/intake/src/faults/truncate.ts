import { z } from 'zod';
import type { FaultKind } from './fault-kind.js';

/** Serves the request, sends the head of the answer and so many bytes of its body, and closes. */
export interface TruncateFault {
  readonly truncate: number;
}

export const truncate: FaultKind<TruncateFault> = {
  name: 'truncate',
  fields: { truncate: z.int().min(0) },
  async play(fault, target) {
    const answer = await target.serve();
    target.sendHead(answer);
    // The last byte is kept in any case.
    target.sendBody(answer.body.subarray(0, Math.min(fault.truncate, answer.body.length - 1)));
    target.hangUp();
  },
};
