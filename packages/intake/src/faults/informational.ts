import { STATUS_CODES } from 'node:http';
import { z } from 'zod';
import type { FaultKind } from './fault-kind.js';

/** Sends a head with this status from 100 to 199, which is no answer yet, and then serves. */
export interface InformationalFault {
  readonly informational: number;
}

export const informational: FaultKind<InformationalFault> = {
  name: 'informational',
  fields: { informational: z.int().min(100).max(199) },
  async play({ informational: status }, target) {
    target.socket.write(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Informational'}\r\n\r\n`);
    target.answer(await target.serve());
  },
};
