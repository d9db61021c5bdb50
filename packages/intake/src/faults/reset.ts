import { z } from 'zod';
import type { FaultKind } from './fault-kind.js';

/** Breaks the connection off (RST) before the body is read. */
export interface ResetFault {
  readonly reset: true;
}

export const reset: FaultKind<ResetFault> = {
  name: 'reset',
  fields: { reset: z.literal(true) },
  async play(_fault, target) {
    target.reset();
  },
};
