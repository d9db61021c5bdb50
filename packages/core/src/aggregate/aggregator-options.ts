import type { Clock } from '../clock.js';
import type { SinkMode } from '../sink/sink.js';
import type { ContextTableOptions } from './context-table.js';
import type { Problem } from './problem.js';

export interface AggregatorOptions extends ContextTableOptions {
  readonly mode: SinkMode;
  readonly clock: Clock;
  /** Between 0 and 1; decides who is sampled away. */
  readonly random: () => number;
  /** Width of a bucket: 1 to 600 whole seconds. */
  readonly rollUpIntervalSeconds: number;
  /** How long after its end a bucket still takes samples with its timestamp, at most 3,000 s. */
  readonly lateSeconds: number;
  /**
   * Whether counts and histograms leave as distributions, which the server adds up over processes
   * that overwrite each other's series otherwise: a count as one value, what was added since the last
   * cut, a histogram as its values.
   */
  readonly asDistributions?: boolean | undefined;
  /**
   * Whether the process may stand still between any two calls: then the clock is read at each, and
   * calls that wait for a flush for long are a problem.
   */
  readonly frozenBetweenCalls?: boolean | undefined;
  /** When counting began, unix seconds; where the first bucket starts. */
  readonly birthSeconds: number;
  /** `usedUntil` of the aggregator before this one, if this process had one. */
  readonly usedUntil?: number | undefined;
  /** Told once per kind of problem and metric. */
  readonly onProblem?: ((problem: Problem) => void) | undefined;
  /** A distribution is full: `cutFull()` should follow soon. */
  readonly onFull?: (() => void) | undefined;
}
