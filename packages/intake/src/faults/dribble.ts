import { z } from 'zod';
import type { FaultKind } from './fault-kind.js';
import { longestWaitMs } from './longest-wait.js';

/** Serves the request and sends the body of the answer byte by byte, one each so many milliseconds. */
export interface DribbleFault {
  readonly dribble: number;
}

export const dribble: FaultKind<DribbleFault> = {
  name: 'dribble',
  fields: { dribble: z.int().min(0).max(longestWaitMs) },
  async play(fault, target) {
    const answer = await target.serve();
    target.sendHead(answer);
    for (let at = 0; at < answer.body.length && !target.gone; at++) {
      target.sendBody(answer.body.subarray(at, at + 1));
      await target.sleep(fault.dribble);
    }
    target.sendEnd();
  },
};
