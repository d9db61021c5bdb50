import { bucketSeconds } from './agent-flush.js';

/** What the Agent can make of the values of a histogram. */
export type AgentAggregate = 'max' | 'min' | 'median' | 'avg' | 'count' | 'sum';

/** What is sent of each histogram: the Agent's `histogram_aggregates` and `histogram_percentiles`. */
export interface AgentHistogramOptions {
  /** @default ['max', 'median', 'avg', 'count'] */
  readonly aggregates: readonly AgentAggregate[];
  /**
   * Fractions, rounded to whole per cents.
   * @default [0.95]
   */
  readonly percentiles: readonly number[];
}

export const defaultHistogram: AgentHistogramOptions = {
  aggregates: ['max', 'median', 'avg', 'count'],
  percentiles: [0.95],
};

/** One number of a histogram. */
export interface HistogramValue {
  readonly suffix: string;
  readonly type: 'rate' | 'gauge';
  readonly value: number;
}

/** How many values one stands for that was kept with some rate: a whole number. */
export function weightOf(sampleRate: number): number {
  return Math.trunc(1 / sampleRate);
}

/**
 * The values of one bucket, every one of them: the Agent's arithmetic, in which a value that was
 * kept with rate r weighs 1/r in the sum, but only the whole number in it for ranks and counts.
 */
export class AgentHistogram {
  readonly #samples: { readonly value: number; readonly weight: number }[] = [];
  #sum = 0;
  #count = 0;

  add(value: number, sampleRate: number): void {
    const weight = weightOf(sampleRate);
    this.#samples.push({ value, weight });
    this.#sum += value * (1 / sampleRate);
    this.#count += weight;
  }

  values(options: AgentHistogramOptions): HistogramValue[] {
    const sorted = this.#samples.sort((a, b) => a.value - b.value);
    const aggregates = options.aggregates.map((aggregate) => ({
      suffix: `.${aggregate}`,
      type: aggregate === 'count' ? ('rate' as const) : ('gauge' as const),
      value: this.#aggregate(aggregate, sorted),
    }));
    const percentiles = options.percentiles.map((fraction) => {
      const percent = Math.round(fraction * 100);
      const rank = Math.floor((percent * this.#count - 1) / 100);
      return {
        suffix: `.${percent}percentile`,
        type: 'gauge' as const,
        value: valueAt(sorted, rank),
      };
    });
    return [...aggregates, ...percentiles];
  }

  #aggregate(aggregate: AgentAggregate, sorted: readonly { value: number; weight: number }[]) {
    switch (aggregate) {
      case 'max':
        return sorted.at(-1)?.value ?? Number.NaN;
      case 'min':
        return sorted[0]?.value ?? Number.NaN;
      case 'median':
        return valueAt(sorted, Math.floor((this.#count - 1) / 2));
      case 'avg':
        return this.#sum / this.#count;
      case 'count':
        return this.#count / bucketSeconds;
      case 'sum':
        return this.#sum;
    }
  }
}

/** The first value whose cumulative weight exceeds a rank. */
function valueAt(
  sorted: readonly { readonly value: number; readonly weight: number }[],
  rank: number,
): number {
  let cumulative = 0;
  for (const { value, weight } of sorted) {
    cumulative += weight;
    if (cumulative > rank) return value;
  }
  return Number.NaN;
}
