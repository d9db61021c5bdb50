import type { Context } from '../store/context.js';
import type { SeriesStore } from '../store/series-store.js';
import { type Label, labelText, type PrometheusSeries } from './series.js';
import { sketchAt, summary, summaryLabels } from './summary.js';
import { contextLabels } from './translate.js';

/** The last sample of each series held. Of those that become the same labels the first one counts. */
export function* storeSeries(store: SeriesStore): Generator<PrometheusSeries> {
  const seen = new Set<string>();
  for (const { contexts } of store.metrics()) {
    for (const context of contexts) {
      const labels = contextLabels(context);
      if (labels === undefined) continue;
      const text = labelText(labels);
      if (seen.has(text)) continue;
      seen.add(text);
      if (context.metric.distribution) yield* summarySeries(context, labels);
      else yield lastSample(context, labels);
    }
  }
}

function lastSample({ points }: Context, labels: readonly Label[]): PrometheusSeries {
  const last = points.length - 1;
  const sample = { timestamp: points.timestampAt(last) * 1_000, value: points.valueAt(last) };
  return { labels, samples: [sample] };
}

function* summarySeries(context: Context, labels: readonly Label[]): Generator<PrometheusSeries> {
  const { points, sketches } = context;
  const lastPoint = points.length === 0 ? 0 : points.timestampAt(points.length - 1);
  const second = Math.max(lastPoint, sketches?.last ?? 0);
  const sketch = sketchAt(context, second);
  if (sketch === undefined) return;
  for (const aggregate of summary) {
    const sample = { timestamp: second * 1_000, value: aggregate.of(sketch) };
    yield { labels: summaryLabels(labels, aggregate), samples: [sample] };
  }
}
