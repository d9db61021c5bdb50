import type { DropReason } from '../sink/drop-reason.js';

/**
 * What can be wrong with how something is recorded: a reason for a drop, or
 *
 * - `tags_misplaced`: something else where the tags belong, or as one of them; recorded without it.
 * - `too_many_tags`: only the first hundred are kept.
 * - `name_changed`, `tag_changed`: sent in another spelling than it was written in.
 * - `sample_rate_ignored`: this type is never sampled.
 * - `type_clash`: two types write to one name on the server.
 * - `overflow`: past `maxContexts`, folded into one series per metric.
 * - `clock_back`: the clock went back by more than the intake's window.
 * - `unflushed`: calls wait for a flush in a process that stands still between them.
 */
export type ProblemCode =
  | DropReason
  | 'tags_misplaced'
  | 'too_many_tags'
  | 'name_changed'
  | 'tag_changed'
  | 'sample_rate_ignored'
  | 'type_clash'
  | 'overflow'
  | 'clock_back'
  | 'unflushed';

/** Something a developer should know, told once per code and metric. */
export interface Problem {
  readonly code: ProblemCode;
  /** Name as the caller wrote it, at most 200 characters. */
  readonly metric: string;
  /** What happened and what to do about it. */
  readonly message: string;
}

/** Distinct problems that are remembered, so as to tell each once. */
const maxRemembered = 1000;

/** Tells each problem once. */
export class Problems {
  readonly #tell: (problem: Problem) => void;
  readonly #told = new Set<string>();

  constructor(tell: (problem: Problem) => void) {
    this.#tell = tell;
  }

  /** @param message made only when it is told. */
  report(code: ProblemCode, name: unknown, message: (metric: string) => string): void {
    const metric =
      typeof name === 'string' ? name.slice(0, 200).toWellFormed() : `(${typeof name})`;
    const key = `${code} ${metric}`;
    if (this.#told.has(key)) return;
    // These concern everything, and so must get through whatever else went wrong before.
    const concernsAll = code === 'overflow' || code === 'clock_back' || code === 'unflushed';
    if (this.#told.size >= maxRemembered && !concernsAll) return;
    this.#told.add(key);
    try {
      this.#tell({ code, metric, message: message(metric) });
    } catch {
      // Whoever listens is not allowed to break a recording call.
    }
  }
}
