import { z } from 'zod';
import type { FaultKind } from './fault-kind.js';

/** Serves the request and answers with a body of so many bytes in place of the right one. */
export interface OversizeFault {
  readonly oversize: number;
}

export const oversize: FaultKind<OversizeFault> = {
  name: 'oversize',
  fields: {
    oversize: z
      .int()
      .min(1)
      .max(1024 * 1024 * 1024),
  },
  async play(fault, target) {
    const answer = await target.serve();
    target.answer({ ...answer, body: Buffer.alloc(fault.oversize, 'x') });
  },
};
