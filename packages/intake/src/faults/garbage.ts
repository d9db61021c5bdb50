import { z } from 'zod';
import type { FaultKind } from './fault-kind.js';

/** Reads the request, stores nothing, and answers with bytes that are no HTTP: these, or some. */
export interface GarbageFault {
  readonly garbage: true | string;
}

const someGarbage = '220 mail.example.com ESMTP\r\n\u0000\u0001\u00ff\r\n\r\n';

export const garbage: FaultKind<GarbageFault> = {
  name: 'garbage',
  fields: { garbage: z.union([z.literal(true), z.string().min(1).max(65_536)]) },
  async play(fault, target) {
    await target.readBody();
    target.socket.write(fault.garbage === true ? someGarbage : fault.garbage, 'latin1');
    target.hangUp();
  },
};
