import { z } from 'zod';
import type { FaultKind } from './fault-kind.js';

/** Reads the request, stores nothing, and closes the connection (FIN) without an answer. */
export interface CloseFault {
  readonly close: true;
}

export const close: FaultKind<CloseFault> = {
  name: 'close',
  fields: { close: z.literal(true) },
  async play(_fault, target) {
    await target.readBody();
    target.hangUp();
  },
};
