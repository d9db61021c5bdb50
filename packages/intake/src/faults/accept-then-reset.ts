import { z } from 'zod';
import type { FaultKind } from './fault-kind.js';

/** Stores what the request carries, then breaks the connection off: the client can't know. */
export interface AcceptThenResetFault {
  readonly acceptThenReset: true;
}

export const acceptThenReset: FaultKind<AcceptThenResetFault> = {
  name: 'acceptThenReset',
  fields: { acceptThenReset: z.literal(true) },
  async play(_fault, target) {
    await target.serve();
    target.reset();
  },
};
