import { z } from 'zod';
import type { FaultKind } from './fault-kind.js';
import { longestWaitMs } from './longest-wait.js';

/**
 * Closes the port for so many milliseconds, and all connections: nothing listens there, control
 * routes included.
 */
export interface RefuseFault {
  readonly refuse: number;
}

export const refuse: FaultKind<RefuseFault> = {
  name: 'refuse',
  fields: { refuse: z.int().min(1).max(longestWaitMs) },
  async play(fault, target) {
    target.reset();
    target.closePort(fault.refuse);
  },
};
