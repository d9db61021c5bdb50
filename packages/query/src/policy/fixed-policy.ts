import { optionsError } from '../query-error.js';
import {
  alignChunk,
  defaultChunkMs,
  type ExecutionPolicy,
  type PolicyRun,
  type PolicyStart,
} from './execution-policy.js';

export interface FixedPolicyOptions {
  /**
   * Between two attempts, where the server names no time.
   * @default 1000
   */
  readonly delayMs?: number | undefined;
}

/** Windows of one length, and one wait. */
export class FixedPolicy implements ExecutionPolicy {
  readonly #delayMs: number;

  /** @throws {QueryError} `INVALID_ARG` */
  constructor({ delayMs = 1_000 }: FixedPolicyOptions = {}) {
    if (!Number.isFinite(delayMs) || delayMs < 0) {
      throw optionsError('FixedPolicy', [`delayMs: expected 0 or more, got ${delayMs}`]);
    }
    this.#delayMs = delayMs;
  }

  begin({ chunkMs = defaultChunkMs, stepMs, longestMs, state }: PolicyStart): PolicyRun {
    const delayMs = this.#delayMs;
    const length = alignChunk(Math.min(state?.chunkMs ?? chunkMs, longestMs), stepMs);
    return {
      state: { chunkMs: length, successes: 0 },
      refused: (windowMs) => windowMs,
      succeeded: () => {},
      delayMs: () => delayMs,
    };
  }
}
