import {
  type Clock,
  type Context,
  clampToFinite,
  DogStatsError,
  type MetricPoint,
  repeatedValues,
} from '@dogstats/core';
import { bucketOf, bucketSeconds, type RawRecord } from '../record/raw-record.js';
import type { RecordIds } from '../record/record-ids.js';
import { type BareTags, recordTags } from '../record/record-tags.js';
import { seriesHash } from '../record/series-hash.js';
import type { PointRecord, PointRecords, PointRefusal } from './point-records.js';
import { RateShares } from './rate-shares.js';

/** What happens to distributions, which the agent does not know. */
export type DistributionAs = 'histogram' | 'drop' | 'throw';

export interface RawRecordsOptions {
  readonly ids: RecordIds;
  readonly bareTags: BareTags;
  readonly distributionAs: DistributionAs;
  readonly clock: Clock;
  /** Told once of what records can't express. */
  readonly onWarning: (kind: string, warning: string) => void;
}

/** What all records of a series share, made once: texts of the JSON, and the beginning of their ids. */
interface SeriesTexts {
  readonly metric: string;
  readonly tags: string;
  readonly hash: string;
}

/** What all records of a point share. */
interface Shared {
  readonly texts: SeriesTexts;
  readonly score: number;
  readonly timestamp: number;
}

/**
 * Points as samples that the agent aggregates. All records of a bucket have one score, its start: the
 * agent merges neighbours only, and by their ids those of one series are.
 */
export class RawRecords implements PointRecords {
  readonly #options: RawRecordsOptions;
  readonly #rates = new RateShares();
  /** Contexts live as long as their series does. */
  readonly #texts = new WeakMap<Context, SeriesTexts>();

  constructor(options: RawRecordsOptions) {
    this.#options = options;
  }

  *of(point: MetricPoint): Generator<PointRecord | PointRefusal> {
    const { samples, bucketStart } = point;
    const shared = this.#shared(point);
    switch (point.type) {
      case 'count':
        return yield this.#record('count', clampToFinite(point.state.sum), shared, samples);
      case 'gauge': {
        const timestamp = this.#timeIn(point);
        return yield this.#record('gauge', point.state.value, { ...shared, timestamp }, samples);
      }
      case 'rate': {
        const identity = shared.texts.metric + shared.texts.tags;
        const share = this.#rates.shareOf(identity, bucketStart, point.state.value);
        return yield this.#record('rate', clampToFinite(share * bucketSeconds), shared, samples);
      }
      case 'set':
        return yield this.#record('set', point.state.members, shared, samples);
      case 'histogram':
        return yield* this.#each(repeatedValues(point.state), point.state.count, shared, samples);
      case 'distribution': {
        const { distributionAs } = this.#options;
        const { values } = point.state;
        const told = `${shared.texts.metric} is a distribution, which goes through Redis as a histogram`;
        if (distributionAs === 'histogram') {
          this.#options.onWarning('distribution', `${told}; use histogram().`);
          return yield* this.#each(values, values.length, shared, samples);
        }
        const error = new DogStatsError('ERR_SINK', `${told} only with distributionAs.`);
        if (distributionAs === 'throw') throw error;
        return yield { samples, reason: 'refused', error };
      }
      default:
        point satisfies never;
    }
  }

  /** One record for each value; the calls are spread over them. */
  *#each(
    values: Iterable<number>,
    count: number,
    shared: Shared,
    samples: number,
  ): Generator<PointRecord> {
    const records = Math.max(Math.round(count), 1);
    let written = 0;
    let carried = 0;
    for (const value of values) {
      written++;
      const upTo = Math.round((samples * written) / records);
      yield this.#record('histogram', clampToFinite(value), shared, upTo - carried);
      carried = upTo;
    }
  }

  #record(
    type: RawRecord['type'],
    value: RawRecord['value'],
    { texts, timestamp, score }: Shared,
    samples: number,
  ): PointRecord {
    const text = typeof value === 'number' ? String(value) : JSON.stringify(value);
    const { metric, tags, hash } = texts;
    const body = `{"metric":${metric},"type":"${type}","value":${text},"timestamp":${timestamp},"tags":${tags}}`;
    return { id: this.#options.ids.next(hash), score, body, samples };
  }

  #shared({ context, bucketStart }: MetricPoint): Shared {
    let texts = this.#texts.get(context);
    if (texts === undefined) {
      texts = this.#makeTexts(context);
      this.#texts.set(context, texts);
    }
    return { texts, score: bucketOf(bucketStart), timestamp: bucketStart };
  }

  #makeTexts(context: Context): SeriesTexts {
    const { bareTags, onWarning } = this.#options;
    const { tags, dropped } = recordTags(context.tags, context.host, bareTags);
    if (dropped.length > 0) {
      onWarning(
        'bare_tags',
        `"${context.name}" has the tag "${dropped[0]}" without a value, which records can't express; it is left out. Give it a value, or set bareTags: 'empty'.`,
      );
    }
    const json = JSON.stringify(tags);
    const metric = JSON.stringify(context.name);
    return { metric, tags: json, hash: seriesHash(`${metric}${context.type}${json}`) };
  }

  /** Of gauges the one with the latest time counts: now, as far as that is in the bucket. */
  #timeIn({ bucketStart, interval }: MetricPoint): number {
    const end = bucketOf(bucketStart) + Math.max(interval, bucketSeconds) - 0.001;
    return Math.min(Math.max(this.#options.clock.now() / 1000, bucketStart), end);
  }
}
