import type { RecordOptions } from '../aggregate/recorder.js';
import type { Tags } from '../normalize/tags.js';

/** How a duration is recorded. */
export interface TimingOptions {
  readonly tags?: Tags | undefined;
  /**
   * Unit of the value that is sent.
   * @default 's'
   */
  readonly unit?: 's' | 'ms' | undefined;
  /**
   * Send it as a distribution instead of a histogram.
   * @default false
   */
  readonly distribution?: boolean | undefined;
  readonly sampleRate?: RecordOptions['sampleRate'];
  readonly host?: RecordOptions['host'];
}

/** How the duration of a call is recorded. */
export interface TimedOptions<Result = unknown> extends Omit<TimingOptions, 'tags'> {
  /** Tags, or a function that gives them when the outcome is known. */
  readonly tags?: Tags | OutcomeTags<Result> | undefined;
}

/**
 * Tags that depend on how a call ended. When it threw, the result is `undefined`; when it did not,
 * the error is. If it throws itself, the duration is recorded without its tags.
 */
export type OutcomeTags<Result> = (result: Result | undefined, error: unknown) => Tags | undefined;
