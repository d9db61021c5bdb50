import { z } from 'zod';
import type { FaultKind } from './fault-kind.js';

/** Reads the request, stores nothing, and never answers. */
export interface HangFault {
  readonly hang: true;
}

export const hang: FaultKind<HangFault> = {
  name: 'hang',
  fields: { hang: z.literal(true) },
  async play(_fault, target) {
    await target.readBody();
  },
};
