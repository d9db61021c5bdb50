import { z } from 'zod';
import type { FaultKind } from './fault-kind.js';

/**
 * Breaks connections off (RST) as soon as they are made. It sees no request, so it takes no `on`;
 * idle connections are closed when it is added.
 */
export interface ResetOnConnectFault {
  readonly resetOnConnect: true;
}

export const resetOnConnect: FaultKind<ResetOnConnectFault> = {
  name: 'resetOnConnect',
  fields: { resetOnConnect: z.literal(true) },
  async play(_fault, target) {
    target.reset();
  },
};
