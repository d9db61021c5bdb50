import {
  AggregationTemporality,
  AggregationType,
  type ExponentialHistogram,
  type Histogram,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stateOfExplicit, stateOfExponential } from '../src/histogram-state.js';

/** What the SDK makes of some measurements. */
async function collected<T>(values: readonly number[], isExponential: boolean): Promise<T> {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.DELTA);
  const reader = new PeriodicExportingMetricReader({
    exporter,
    exportIntervalMillis: 2 ** 30,
    exportTimeoutMillis: 2 ** 30,
  });
  const type = isExponential
    ? AggregationType.EXPONENTIAL_HISTOGRAM
    : AggregationType.EXPLICIT_BUCKET_HISTOGRAM;
  const options = { boundaries: [-100, -10, 0, 10, 100] };
  const aggregation = { type, options } as never;
  // An up-down counter, since histograms of the SDK take nothing negative.
  const views = [{ instrumentName: 'm', aggregation }];
  const provider = new MeterProvider({ readers: [reader], views });
  const instrument = provider.getMeter('test').createUpDownCounter('m');
  for (const value of values) instrument.add(value);
  await provider.forceFlush();
  const [found] = exporter.getMetrics();
  await provider.shutdown();
  return found?.scopeMetrics[0]?.metrics[0]?.dataPoints[0]?.value as T;
}

const measurements = fc
  .array(
    fc.oneof(
      fc.integer({ min: -1000, max: 1000 }),
      fc.double({ min: -1e6, max: 1e6, noNaN: true }),
    ),
    { minLength: 1, maxLength: 60 },
  )
  // −0 is 0.
  .map((values) => values.map((value) => value + 0));

test('of an exponential histogram number and extremes are exact, and each value is near', async () => {
  await fc.assert(
    fc.asyncProperty(measurements, async (values) => {
      const histogram = await collected<ExponentialHistogram>(values, true);
      const { count, min, max, samples } = stateOfExponential(histogram);

      const sorted = [...values].sort((a, b) => a - b);
      expect({ count, min, max }).toEqual({
        count: values.length,
        min: sorted[0],
        max: sorted.at(-1),
      });
      const spread = spreadOut(samples);
      expect(spread).toHaveLength(values.length);
      const width = 2 ** (2 ** -histogram.scale);
      spread.forEach((value, index) => {
        const exact = sorted[index] as number;
        expect(Math.abs(value - exact)).toBeLessThanOrEqual(Math.abs(exact) * (width - 1) + 1e-9);
      });
    }),
    { numRuns: 100 },
  );
});

test('of a histogram with bounds number and extremes are exact, and each value is in its bucket', async () => {
  const bucketOf = (value: number): number =>
    [-100, -10, 0, 10, 100].findIndex((boundary) => value <= boundary) + 6;
  await fc.assert(
    fc.asyncProperty(measurements, async (values) => {
      const histogram = await collected<Histogram>(values, false);
      const { count, min, max, samples } = stateOfExplicit(histogram);

      const sorted = [...values].sort((a, b) => a - b);
      expect({ count, min, max }).toEqual({
        count: values.length,
        min: sorted[0],
        max: sorted.at(-1),
      });
      expect(spreadOut(samples).map(bucketOf)).toEqual(sorted.map(bucketOf));
    }),
    { numRuns: 100 },
  );
});

function spreadOut(samples: ReturnType<typeof stateOfExplicit>['samples']): number[] {
  const { values = [], weights = [] } = samples ?? {};
  const spread = values.flatMap((value, index) => Array<number>(weights[index] ?? 0).fill(value));
  return spread.sort((a, b) => a - b);
}
