import { IntakeError } from '../intake-error.js';
import { acceptThenReset } from './accept-then-reset.js';
import type { FaultAnswer } from './fault-answer.js';
import type { FaultTarget } from './fault-target.js';
import { reset } from './reset.js';
import { answerStatus } from './status.js';

/** Faults waiting for their request, in order. */
export class FaultQueue {
  #waiting: FaultAnswer[] = [];

  /** @throws {IntakeError} `ERR_OPTIONS` for an answer that is none of the known ones. */
  push(answers: readonly FaultAnswer[]): void {
    for (const answer of answers) {
      if ('status' in answer ? isFinalStatus(answer.status) : isReset(answer)) continue;
      const got = JSON.stringify(answer);
      const known = '{ status: 200–599 }, { reset: true } or { acceptThenReset: true }';
      throw new IntakeError('ERR_OPTIONS', `respondNext: give ${known}, got ${got}`);
    }
    this.#waiting.push(...answers);
  }

  /** The fault for the request that just arrived. */
  next(): FaultAnswer | undefined {
    return this.#waiting.shift();
  }

  clear(): void {
    this.#waiting = [];
  }
}

/** Plays one fault on one request. */
export function playFault(fault: FaultAnswer, target: FaultTarget): Promise<void> {
  if ('status' in fault) return answerStatus(fault, target);
  if ('reset' in fault) return reset(fault, target);
  return acceptThenReset(fault, target);
}

function isReset(answer: object): boolean {
  return 'reset' in answer || 'acceptThenReset' in answer;
}

/** 1xx are not answers: another status has to follow them. */
function isFinalStatus(status: number): boolean {
  return Number.isInteger(status) && status >= 200 && status <= 599;
}
