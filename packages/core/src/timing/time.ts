import type { OutcomeOf } from './timed.js';
import { timeCall } from './timed-call.js';
import type { TimingTarget } from './timer.js';
import type { TimedOptions } from './timing-options.js';

/** Runs a function now, records how long it takes, and gives what it gives. */
export type Time = <Result>(
  name: string,
  fn: () => Result,
  options?: TimedOptions<OutcomeOf<() => Result>>,
) => Result;

/** Makes the `time` of a recorder: as `createTimed`, for a function that is run at once. */
export function createTime(target: TimingTarget): Time {
  return <Result>(name: string, fn: () => Result, options?: TimedOptions<never>) =>
    timeCall(target, name, options, fn) as Result;
}
