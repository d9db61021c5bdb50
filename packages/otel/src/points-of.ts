import {
  type DropReason,
  type HistogramState,
  type MetricPoint,
  type PointOf,
  repeatedValues,
} from '@dogstats/core';
import {
  AggregationTemporality,
  type DataPoint,
  DataPointType,
  type MetricData,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import { stateOfExplicit, stateOfExponential } from './histogram-state.js';
import type { DogStatsExporterOptions } from './options.js';
import { tagsOfAttributes, tagsOfResource, tagsOfScope } from './series-tags.js';

/** Values of a distribution that go in one point. */
const mostValues = 10_000;

/** A data point that has no form here. */
export interface Refusal {
  readonly reason: DropReason;
  readonly metric: string;
}

type Settings = Pick<
  DogStatsExporterOptions,
  'host' | 'resourceAttributes' | 'scopeTags' | 'histograms'
>;

/** What stands around the data points of one metric. */
interface Surroundings {
  readonly name: string;
  readonly host: string;
  readonly tags: readonly string[];
}

/** Everything of an export as points, in the bucket of the end of its collection. */
export function* pointsOf(
  { resource, scopeMetrics }: ResourceMetrics,
  settings: Settings,
): Generator<MetricPoint | Refusal> {
  const { host, tags } = tagsOfResource(resource, settings);
  for (const { scope, metrics } of scopeMetrics) {
    const around = settings.scopeTags === false ? tags : [...tags, ...tagsOfScope(scope)];
    for (const metric of metrics) {
      yield* pointsOfMetric(metric, { name: metric.descriptor.name, host, tags: around }, settings);
    }
  }
}

function* pointsOfMetric(
  metric: MetricData,
  around: Surroundings,
  { histograms }: Settings,
): Generator<MetricPoint | Refusal> {
  const isDelta = metric.aggregationTemporality === AggregationTemporality.DELTA;
  switch (metric.dataPointType) {
    case DataPointType.GAUGE:
      for (const point of metric.dataPoints) yield gauge(point, around);
      return;
    case DataPointType.SUM:
      for (const point of metric.dataPoints) {
        if (isDelta) yield count(point, around);
        // The total of what goes up and down is a level. Of what only goes up it would be none.
        else if (!metric.isMonotonic) yield gauge(point, around);
        else yield cumulative(around);
      }
      return;
    case DataPointType.HISTOGRAM:
      for (const point of metric.dataPoints) {
        if (!isDelta) yield cumulative(around);
        else yield* spread(point, stateOfExplicit(point.value), around, histograms);
      }
      return;
    case DataPointType.EXPONENTIAL_HISTOGRAM:
      for (const point of metric.dataPoints) {
        if (!isDelta) yield cumulative(around);
        else yield* spread(point, stateOfExponential(point.value), around, histograms);
      }
  }
}

function gauge(point: DataPoint<number>, around: Surroundings): MetricPoint | Refusal {
  const { value } = point;
  if (!Number.isFinite(value)) return { reason: 'invalid_value', metric: around.name };
  return { ...placeOf('gauge', point, around), samples: 1, state: { value } };
}

function count(point: DataPoint<number>, around: Surroundings): MetricPoint | Refusal {
  const { value } = point;
  if (!Number.isFinite(value)) return { reason: 'invalid_value', metric: around.name };
  return { ...placeOf('count', point, around), samples: 1, state: { sum: value } };
}

function* spread(
  point: DataPoint<unknown>,
  state: HistogramState,
  around: Surroundings,
  as: Settings['histograms'],
): Generator<MetricPoint | Refusal> {
  if (state.count === 0) return;
  if (![state.sum, state.min, state.max].every(Number.isFinite)) {
    yield { reason: 'invalid_value', metric: around.name };
    return;
  }
  if (as !== 'distribution') {
    yield { ...placeOf('histogram', point, around), samples: state.count, state };
    return;
  }
  const place = placeOf('distribution', point, around);
  let values: number[] = [];
  for (const value of repeatedValues(state)) {
    if (values.push(value) < mostValues) continue;
    yield { ...place, samples: values.length, state: { values } };
    values = [];
  }
  if (values.length > 0) yield { ...place, samples: values.length, state: { values } };
}

function cumulative({ name }: Surroundings): Refusal {
  return { reason: 'invalid_arguments', metric: name };
}

/** All of a point but what it holds; the aggregator that takes it sets the width. */
function placeOf<T extends MetricPoint['type']>(
  type: T,
  { attributes, endTime }: DataPoint<unknown>,
  { name, host, tags }: Surroundings,
): Pick<PointOf<T>, 'type' | 'context' | 'bucketStart' | 'interval'> {
  const context = { type, name, host, tags: tagsOfAttributes(attributes, tags) };
  return { type, context, bucketStart: endTime[0], interval: 1 };
}
