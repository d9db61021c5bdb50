import type { MetricScope } from '../metric-scope.js';

/** Part of what is known of the process. */
export interface Collector {
  /** Records how things are now, or were since the last time. */
  collect(): void;
  /** Gives back what it holds of the runtime. */
  stop?(): void;
}

/** Where a collector records to. */
export interface CollectorTarget {
  readonly scope: MetricScope;
  /** Name after the prefix → whole name. */
  readonly nameOf: (name: string) => string;
  /** Whether series by kind are wanted as well. */
  readonly detailed: boolean;
  /** Milliseconds that never go back. */
  readonly monotonic: () => number;
}
