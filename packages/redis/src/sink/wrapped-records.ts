import {
  type Clock,
  clampToFinite,
  DogStatsError,
  type MetricPoint,
  weightedValues,
} from '@dogstats/core';
import { type HistogramChoice, histogramSeries } from '../aggregate/histogram-aggregates.js';
import type { RecordIds } from '../record/record-ids.js';
import type { PointRecord, PointRecords, PointRefusal } from './point-records.js';

export interface WrappedRecordsOptions {
  readonly ids: RecordIds;
  readonly histogram: HistogramChoice;
  readonly clock: Clock;
}

/** One series of a point, as the agent sends it on. */
interface WrappedSeries {
  readonly suffix: string;
  readonly type: 'gauge' | 'count' | 'rate';
  readonly value: number;
}

/**
 * Points that are aggregated already: the agent only adds its tags and host, and sends. Whole buckets,
 * of which Datadog keeps the last; so ids are in the order of writing.
 */
export class WrappedRecords implements PointRecords {
  readonly #options: WrappedRecordsOptions;

  constructor(options: WrappedRecordsOptions) {
    this.#options = options;
  }

  *of(point: MetricPoint): Generator<PointRecord | PointRefusal> {
    let { samples } = point;
    const series = this.#series(point);
    if (series === undefined) {
      const message = `"${point.context.name}" is a distribution, which can't go to the wrapped queue; use histogram(), or mode: 'raw'.`;
      const error = new DogStatsError('ERR_SINK', message);
      return yield { samples, reason: 'refused', error };
    }
    for (const { suffix, type, value } of series) {
      yield this.#record(point, suffix, type, value, samples);
      // The first carries the calls of all.
      samples = 0;
    }
  }

  #series(point: MetricPoint): WrappedSeries[] | undefined {
    switch (point.type) {
      case 'count':
        return [{ suffix: '', type: 'count', value: point.state.sum }];
      case 'gauge':
      case 'rate':
        return [{ suffix: '', type: point.type, value: point.state.value }];
      case 'set':
        return [{ suffix: '', type: 'count', value: point.state.members.length }];
      case 'histogram': {
        const values = weightedValues(point.state);
        return histogramSeries({ ...point.state, values }, this.#options.histogram, point.interval);
      }
      case 'distribution':
        return undefined;
      default:
        return point satisfies never;
    }
  }

  #record(
    { context, bucketStart, interval }: MetricPoint,
    suffix: string,
    type: WrappedSeries['type'],
    value: number,
    samples: number,
  ): PointRecord {
    const tags =
      context.host === '' || context.tags.some((tag) => tag.startsWith('host:'))
        ? context.tags
        : [...context.tags, `host:${context.host}`];
    const body = JSON.stringify({
      metric: context.name + suffix,
      tags,
      points: [[bucketStart, clampToFinite(value)]],
      type,
      interval: type === 'gauge' ? undefined : interval,
    });
    const id = this.#options.ids.nextInTime(this.#options.clock.now());
    return { id, score: bucketStart, body, samples };
  }
}
