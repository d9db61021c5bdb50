import { relative } from 'node:path';
import {
  type Clock,
  callerOf,
  type DropCounts,
  type DropReason,
  folderOf,
  type Problem,
} from '@dogstats/core';
import { countSamples } from './count-samples.js';
import type { Logger } from './logger.js';
import { codeOfProblem, type MessageCode, untoldLosses } from './message-code.js';

/** How long the same message about delivery is not repeated. */
const quietMs = 60_000;

/** Different messages about delivery remembered. */
const maxRemembered = 100;

/** Frames looked through for the program's own. */
const maxFrames = 50;

const ownFolder = folderOf(new Error().stack);

export interface MessagesOptions {
  readonly logger: Logger;
  readonly onError: (error: Error) => void;
  readonly clock: Clock;
  /** Whether to say which line of the program a problem comes from. */
  readonly showsPlaces: boolean;
}

/** What developers are told: problems of calls and of delivery, without flooding a log. */
export class Messages {
  readonly #options: MessagesOptions;
  readonly #saidForGood = new Set<string>();
  readonly #saidMs = new Map<string, number>();
  #showsPlaces: boolean;

  constructor(options: MessagesOptions) {
    this.#options = options;
    this.#showsPlaces = options.showsPlaces;
  }

  /** Said now, and never again. */
  hint(message: string): void {
    if (this.#isNew(message)) this.line(message);
  }

  /** What is wrong with a call, told from within it: now, and never again. */
  misuse(message: string): void {
    if (this.#isNew(message)) this.line(`${message}${this.#place()}`);
  }

  /** What is wrong with a recording call, told from within it. */
  problem({ code, message }: Problem): void {
    this.line(`${codeOfProblem[code] ?? code}: ${message}${this.#place()}`);
  }

  /** Makes calls again that were made before, from somewhere else. */
  replay(calls: () => void): void {
    this.#showsPlaces = false;
    try {
      calls();
    } finally {
      this.#showsPlaces = this.#options.showsPlaces;
    }
  }

  /** A line of what is told anyway only now and then. */
  line(message: string): void {
    this.#options.logger.warn(message);
  }

  /**
   * What goes wrong in delivery; the same again only after a while.
   *
   * @param dropped what was lost for it; what is overcome is no matter for a log.
   */
  errors(errors: readonly Error[], dropped: DropCounts): void {
    const losses = Object.entries(dropped).filter(
      ([reason, calls]) => calls > 0 && !untoldLosses.has(reason as DropReason),
    );
    const tooOld = (dropped.too_old ?? 0) + (dropped.too_new ?? 0);
    if (tooOld > 0) {
      this.#sometimes(
        'DS106',
        'too_old',
        `${countSamples(tooOld)} could not be delivered within the hour for which Datadog takes them; dropped.`,
      );
    }
    for (const error of errors) {
      if (!this.#isDue(error.message)) continue;
      if (losses.length > 0) this.line(`DS108: ${error.message}`);
      try {
        this.#options.onError(error);
      } catch {
        // A listener that fails has nobody to tell either.
      }
    }
    if (errors.length > 0) return;
    for (const [reason, calls] of losses) {
      if (reason.startsWith('too_')) continue;
      this.#sometimes('DS108', reason, `${countSamples(calls)} dropped in delivery: ${reason}.`);
    }
  }

  /** Where in the program the call stands that is being told of. */
  #place(): string {
    return (this.#showsPlaces ? callingPlace() : undefined) ?? '';
  }

  #isNew(message: string): boolean {
    if (this.#saidForGood.has(message)) return false;
    this.#saidForGood.add(message);
    return true;
  }

  #sometimes(code: MessageCode, what: string, message: string): void {
    if (this.#isDue(`${code} ${what}`)) this.line(`${code}: ${message}`);
  }

  #isDue(message: string): boolean {
    const nowMs = this.#options.clock.monotonic();
    const saidMs = this.#saidMs.get(message);
    if (saidMs !== undefined && nowMs - saidMs < quietMs) return false;
    if (this.#saidMs.size >= maxRemembered) this.#saidMs.clear();
    this.#saidMs.set(message, nowMs);
    return true;
  }
}

/** Where in the program a recording call stands: ` (at server.js:3:10)`. */
function callingPlace(): string | undefined {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = maxFrames;
  const { stack } = new Error();
  Error.stackTraceLimit = limit;
  const caller = callerOf(stack, [ownFolder]);
  if (caller === undefined) return undefined;
  const fromHere = relative(process.cwd(), caller);
  return ` (at ${fromHere.startsWith('..') ? caller : fromHere})`;
}
