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
