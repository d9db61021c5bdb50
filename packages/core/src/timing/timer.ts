import type { Recorder, RecordOptions } from '../aggregate/recorder.js';
import type { Clock } from '../clock.js';
import { tagKey } from '../normalize/tag.js';
import { readTags, type Tags } from '../normalize/tags.js';
import type { DisposableIfKnown } from './disposable.js';
import type { TimingOptions } from './timing-options.js';

/** What timing needs: where durations go, and a clock that never goes back. */
export interface TimingTarget {
  readonly recorder: Pick<Recorder, 'histogram' | 'distribution'>;
  readonly clock: Pick<Clock, 'monotonic'>;
  /** Whether nothing is recorded at present: functions then run as if they were not timed. */
  readonly isOff?: boolean;
}

/** A running stop watch. With `using` it stops at the end of the block, however that is left. */
export interface MetricTimer extends DisposableIfKnown {
  /**
   * Records the time since the timer was made and returns it, in its unit. Only the first call
   * records; later ones return the same.
   *
   * @param tags added to those that the timer was made with; of equal keys these win.
   */
  stop(tags?: Tags): number;
}

/** Starts a stop watch. */
export function startTimer(
  { recorder, clock }: TimingTarget,
  name: string,
  options?: TimingOptions,
): MetricTimer {
  const startedMs = clock.monotonic();
  const given = options ?? {};
  let elapsed: number | undefined;
  const stop = (tags?: Tags): number => {
    if (elapsed !== undefined) return elapsed;
    const elapsedMs = clock.monotonic() - startedMs;
    elapsed = given.unit === 'ms' ? elapsedMs : elapsedMs / 1000;
    const record = given.distribution === true ? 'distribution' : 'histogram';
    recorder[record](name, elapsed, joinTags(given.tags, tags), recordOptions(given));
    return elapsed;
  };
  return { stop, [Symbol.dispose]: () => void stop() };
}

function recordOptions({ sampleRate, host }: TimingOptions): RecordOptions | undefined {
  return sampleRate === undefined && host === undefined ? undefined : { sampleRate, host };
}

function joinTags(first: Tags | undefined, second: Tags | undefined): Tags | undefined {
  if (first === undefined) return second;
  if (second === undefined) return first;
  try {
    const own = readTags(second);
    const keys = new Set(own.map(tagKey));
    return [...readTags(first).filter((tag) => !keys.has(tagKey(tag))), ...own];
  } catch {
    // Unreadable: let the recorder say so, and not whoever is being timed.
    return second;
  }
}
