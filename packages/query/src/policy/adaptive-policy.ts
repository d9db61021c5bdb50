import { optionsError } from '../query-error.js';
import {
  alignChunk,
  defaultChunkMs,
  type ExecutionPolicy,
  type PolicyRun,
  type PolicyStart,
  type PolicyState,
} from './execution-policy.js';

export interface AdaptivePolicyOptions {
  /** Length of the first window, unless the query names one. @default 14_400_000 */
  readonly initialChunkMs?: number | undefined;
  /** Down to which windows shrink; one interval of the answer if that is longer. @default 60_000 */
  readonly minChunkMs?: number | undefined;
  /** Up to which windows grow. @default 86_400_000 */
  readonly maxChunkMs?: number | undefined;
  /** Above 0 and below 1. @default 0.5 */
  readonly shrinkFactor?: number | undefined;
  /** Above 1. @default 1.5 */
  readonly growFactor?: number | undefined;
  /** So many windows in a row that succeeded make the next one longer. @default 3 */
  readonly growAfter?: number | undefined;
  /** The first wait; it doubles with each retry of a window. @default 500 */
  readonly backoffBaseMs?: number | undefined;
  /** What no wait exceeds, unless the server names it. @default 60_000 */
  readonly backoffCapMs?: number | undefined;
  /** By how much a wait may be longer or shorter. @default 500 */
  readonly jitterMaxMs?: number | undefined;
}

type ResolvedPolicyOptions = { readonly [K in keyof AdaptivePolicyOptions]-?: number };

export const defaultAdaptivePolicy: ResolvedPolicyOptions = {
  initialChunkMs: defaultChunkMs,
  minChunkMs: 60_000,
  maxChunkMs: 86_400_000,
  shrinkFactor: 0.5,
  growFactor: 1.5,
  growAfter: 3,
  backoffBaseMs: 500,
  backoffCapMs: 60_000,
  jitterMaxMs: 500,
};

/**
 * Windows that shrink when the server refuses one (429, 5xx), and grow again after some successes;
 * waits that double, with jitter. Network errors and other statuses change no length.
 */
export class AdaptivePolicy implements ExecutionPolicy {
  readonly #options: ResolvedPolicyOptions;

  /** @throws {QueryError} `INVALID_ARG` that lists everything that is wrong. */
  constructor(options: AdaptivePolicyOptions = {}) {
    const given = Object.entries(options).filter(([, value]) => value !== undefined);
    this.#options = { ...defaultAdaptivePolicy, ...Object.fromEntries(given) };
    const problems = problemsOf(this.#options);
    if (problems.length > 0) throw optionsError('AdaptivePolicy', problems);
  }

  begin(start: PolicyStart): PolicyRun {
    return new AdaptiveRun(this.#options, start);
  }
}

class AdaptiveRun implements PolicyRun {
  readonly #options: ResolvedPolicyOptions;
  readonly #start: PolicyStart;
  #chunkMs: number;
  #successes: number;

  constructor(options: ResolvedPolicyOptions, start: PolicyStart) {
    this.#options = options;
    this.#start = start;
    const chunkMs = start.state?.chunkMs ?? start.chunkMs ?? options.initialChunkMs;
    this.#chunkMs = this.#aligned(Math.min(chunkMs, start.longestMs));
    this.#successes = start.state?.successes ?? 0;
  }

  get state(): PolicyState {
    return { chunkMs: this.#chunkMs, successes: this.#successes };
  }

  refused(windowMs: number): number {
    // Of the window, not of the chunk: one that the end of the range has cut has to shrink, too.
    const length = Math.min(this.#chunkMs, windowMs) * this.#options.shrinkFactor;
    this.#chunkMs = this.#aligned(length);
    this.#successes = 0;
    return this.#chunkMs;
  }

  succeeded(): void {
    this.#successes++;
    const { growAfter, growFactor, maxChunkMs } = this.#options;
    if (this.#successes < growAfter) return;
    const most = Math.max(Math.min(maxChunkMs, this.#start.longestMs), this.#start.stepMs);
    this.#chunkMs = Math.min(most, this.#aligned(this.#chunkMs * growFactor));
    this.#successes = 0;
  }

  delayMs(retries: number): number {
    const { backoffBaseMs, backoffCapMs, jitterMaxMs } = this.#options;
    const exponential = Math.min(backoffCapMs, backoffBaseMs * 2 ** retries);
    const jitter = (2 * this.#start.random() - 1) * jitterMaxMs;
    return Math.min(Math.max(exponential + jitter, 0), backoffCapMs);
  }

  #aligned(chunkMs: number): number {
    return Math.max(this.#options.minChunkMs, alignChunk(chunkMs, this.#start.stepMs));
  }
}

function problemsOf(options: ResolvedPolicyOptions): string[] {
  const { minChunkMs, maxChunkMs, initialChunkMs, shrinkFactor, growFactor, growAfter } = options;
  const problems = Object.entries(options).flatMap(([name, value]) => {
    if (!(name in defaultAdaptivePolicy)) {
      return [
        `unknown option '${name}': there are ${Object.keys(defaultAdaptivePolicy).join(', ')}`,
      ];
    }
    return Number.isFinite(value) && value >= 0 ? [] : [`${name}: expected a number, got ${value}`];
  });
  if (!(minChunkMs > 0)) problems.push(`minChunkMs: expected more than 0, got ${minChunkMs}`);
  if (!(initialChunkMs > 0)) {
    problems.push(`initialChunkMs: expected more than 0, got ${initialChunkMs}`);
  }
  if (!(minChunkMs <= maxChunkMs)) {
    problems.push(`minChunkMs (${minChunkMs}) must not be over maxChunkMs (${maxChunkMs})`);
  }
  if (!(shrinkFactor > 0 && shrinkFactor < 1)) {
    problems.push(`shrinkFactor: expected a number between 0 and 1, got ${shrinkFactor}`);
  }
  if (!(growFactor > 1)) problems.push(`growFactor: expected more than 1, got ${growFactor}`);
  if (!(Number.isInteger(growAfter) && growAfter >= 1)) {
    problems.push(`growAfter: expected a whole number from 1, got ${growAfter}`);
  }
  return problems;
}
