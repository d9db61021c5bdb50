import { z } from 'zod';
import { mergeTimeseries } from '../data/merge.js';
import type { SeriesResult, TimeseriesResult, Unit } from '../data/result.js';
import type { Window } from '../engine/window.js';
import { type Adapter, type AdapterRequest, ParseError } from './adapter.js';
import { numbersOf, parseAnswer, timesWithin } from './parse-json.js';
import { groupKeysOf, longestRollUpMs } from './query-text.js';
import { labelsOf, type V2Options, v2Request } from './v2-request.js';

const unitSchema = z.custom<Unit>((value) => value === null || typeof value === 'object');
const seriesSchema = z.looseObject({
  query_index: z.int().min(0).nullish(),
  group_tags: z.array(z.string()).nullish(),
  unit: z.array(unitSchema).nullish(),
});
/** Its rows are millions of numbers: they are looked at where they are copied. */
const rowsSchema = z.custom<unknown[]>(Array.isArray, 'expected an array');
const answerSchema = z.looseObject({
  data: z
    .looseObject({
      attributes: z.looseObject({
        times: rowsSchema.optional(),
        values: rowsSchema.optional(),
        series: z.array(seriesSchema).optional(),
      }),
    })
    .nullish(),
  errors: z.unknown().optional(),
});

/** `POST /api/v2/query/timeseries`. */
export class V2Timeseries implements Adapter<TimeseriesResult> {
  readonly name = 'datadog_v2_timeseries';
  readonly groupKeys: readonly string[];
  readonly stepMs: number;
  readonly longestMs: number;
  readonly #options: V2Options;

  constructor(options: V2Options) {
    this.#options = options;
    const texts = options.queries.map(({ query }) => query);
    this.groupKeys = groupKeysOf(texts);
    // The coarsest interval of a request is that of the answer.
    this.stepMs = Math.max(1_000, options.intervalMs, longestRollUpMs(texts));
    this.longestMs = this.stepMs * options.maxPoints;
  }

  request(window: Window): AdapterRequest {
    const { queries, intervalMs: interval } = this.#options;
    const asked = queries.map(({ name, query, dataSource }) => ({
      data_source: dataSource,
      name,
      query,
    }));
    return v2Request('timeseries', window, asked, this.#options, { interval });
  }

  parse(text: string, window: Window): TimeseriesResult {
    const { data, errors } = parseAnswer(text, answerSchema);
    if (!data)
      throw new ParseError(`no data: ${String(errors ?? 'no reason given').slice(0, 1_000)}`);
    const { times: givenTimes = [], values = [], series = [] } = data.attributes;
    if (values.length !== series.length) {
      throw new ParseError(`${values.length} rows of values for ${series.length} series`);
    }
    const times = numbersOf(givenTimes, 'times');
    const { from, to } = timesWithin(times, window);
    const labels = labelsOf(this.#options);
    return {
      kind: 'timeseries',
      times: times.slice(from, to),
      series: series.map((each, index): SeriesResult => {
        const row = values[index];
        const where = `values.${index}`;
        if (!Array.isArray(row)) throw new ParseError(`${where}: expected an array`);
        if (row.length !== times.length) {
          throw new ParseError(`${where}: ${row.length} values for ${times.length} times`);
        }
        const queryIndex = each.query_index ?? 0;
        const whole = numbersOf(row, where);
        return {
          queryIndex,
          name: labels[queryIndex] ?? String(queryIndex),
          groupTags: each.group_tags ?? [],
          values: to - from === whole.length ? whole : whole.slice(from, to),
          unit: each.unit ?? [],
        };
      }),
    };
  }

  empty(): TimeseriesResult {
    return mergeTimeseries([]);
  }

  count({ series }: TimeseriesResult): number {
    let count = 0;
    for (const { values } of series) {
      for (let index = 0; index < values.length; index++) {
        if (!Number.isNaN(values[index])) count++;
      }
    }
    return count;
  }

  merge(parts: readonly TimeseriesResult[]): TimeseriesResult {
    return mergeTimeseries(parts);
  }
}
