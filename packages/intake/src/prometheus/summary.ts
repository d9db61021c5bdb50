import { Sketch } from '../sketch/sketch.js';
import type { Context } from '../store/context.js';
import type { Label } from './series.js';

/** What the samples of one second become for Prometheus, which has nothing like a distribution. */
interface Aggregate {
  /** After the name. */
  readonly suffix: string;
  readonly quantile?: number;
  readonly of: (sketch: Sketch) => number;
}

export const summary: readonly Aggregate[] = [
  { suffix: '_count', of: ({ count }) => count },
  { suffix: '_sum', of: ({ sum }) => sum },
  { suffix: '_min', of: ({ min }) => min },
  { suffix: '_max', of: ({ max }) => max },
  { suffix: '_avg', of: ({ average }) => average },
  ...[0.5, 0.75, 0.9, 0.95, 0.99].map((quantile) => ({
    suffix: '',
    quantile,
    of: (sketch: Sketch) => sketch.quantile(quantile),
  })),
];

/** The labels of the distribution with those of an aggregate, sorted by name. */
export function summaryLabels(
  labels: readonly Label[],
  { suffix, quantile }: Aggregate,
): readonly Label[] {
  const named = labels.map(
    ([name, value]): Label => [name, name === '__name__' ? value + suffix : value],
  );
  if (quantile !== undefined) named.push(['quantile', String(quantile)]);
  return named.sort(([a], [b]) => (a < b ? -1 : 1));
}

/** All of one second, whichever way it came; nothing when the intake has forgotten it. */
export function sketchAt({ points, sketches }: Context, second: number): Sketch | undefined {
  const samples: number[] = [];
  points.read(second, second + 1, (_, values) => {
    for (const value of values) samples.push(value);
  });
  const [found] = sketches?.from(second) ?? [];
  const sketch = found?.[0] === second ? found[1] : undefined;
  if (samples.length === 0) return sketch;
  const sampled = Sketch.ofSamples(samples);
  return sketch?.plus(sampled) ?? sampled;
}
