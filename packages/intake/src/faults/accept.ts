import { z } from 'zod';
import type { FaultKind } from './fault-kind.js';

/** No fault: normal service. It holds a place in a sequence, or comes late with `delayMs`. */
export interface AcceptFault {
  readonly accept: true;
}

export const accept: FaultKind<AcceptFault> = {
  name: 'accept',
  fields: { accept: z.literal(true) },
  async play(_fault, target) {
    target.answer(await target.serve());
  },
};
