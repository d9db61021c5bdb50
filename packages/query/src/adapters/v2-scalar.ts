import { z } from 'zod';
import { mergeScalars } from '../data/merge.js';
import type { ScalarColumn, ScalarResult } from '../data/result.js';
import type { Window } from '../engine/window.js';
import { type Adapter, type AdapterRequest, ParseError } from './adapter.js';
import { numbersOf, parseAnswer } from './parse-json.js';
import { groupKeysOf } from './query-text.js';
import { type NamedQuery, type ScalarAggregator, type V2Options, v2Request } from './v2-request.js';

const answerSchema = z.looseObject({
  data: z
    .looseObject({
      attributes: z.looseObject({
        columns: z
          .array(
            z.discriminatedUnion('type', [
              z.looseObject({
                type: z.literal('number'),
                name: z.string(),
                values: z.array(z.unknown()),
              }),
              z.looseObject({
                type: z.literal('group'),
                name: z.string(),
                values: z.array(z.array(z.string())),
              }),
            ]),
          )
          .optional(),
      }),
    })
    .nullish(),
  errors: z.unknown().optional(),
});

/** `POST /api/v2/query/scalar`: one number of each line and window. */
export class V2Scalar implements Adapter<ScalarResult> {
  readonly name = 'datadog_v2_scalar';
  readonly groupKeys: readonly string[];
  readonly stepMs: number;
  readonly longestMs: number = Number.POSITIVE_INFINITY;
  readonly #options: V2Options;

  constructor(options: V2Options) {
    this.#options = options;
    this.groupKeys = groupKeysOf(options.queries.map(({ query }) => query));
    this.stepMs = Math.max(1_000, options.intervalMs);
  }

  request(window: Window): AdapterRequest {
    const asked = this.#options.queries.map((query) => ({
      data_source: query.dataSource,
      name: query.name,
      query: query.query,
      aggregator: this.#aggregatorOf(query),
    }));
    return v2Request('scalar', window, asked, this.#options, {});
  }

  parse(text: string, { startMs, endMs }: Window): ScalarResult {
    const { data, errors } = parseAnswer(text, answerSchema);
    if (!data)
      throw new ParseError(`no data: ${String(errors ?? 'no reason given').slice(0, 1_000)}`);
    const given = data.attributes.columns ?? [];
    const rows = given[0]?.values.length ?? 0;
    const columns = given.map((column, index): ScalarColumn => {
      const { type, name, values } = column;
      if (values.length !== rows) {
        throw new ParseError(`columns.${index}: ${values.length} values for ${rows} rows`);
      }
      return type === 'group'
        ? { type, name, values }
        : { type, name, values: numbersOf(values, `columns.${index}.values`) };
    });
    return {
      kind: 'scalar',
      starts: new Float64Array(rows).fill(startMs),
      ends: new Float64Array(rows).fill(endMs),
      columns,
    };
  }

  empty(): ScalarResult {
    return mergeScalars([]);
  }

  count({ starts }: ScalarResult): number {
    return starts.length;
  }

  merge(parts: readonly ScalarResult[]): ScalarResult {
    return mergeScalars(parts);
  }

  /** Datadog wants one on each query; people tend to have it on the formula. */
  #aggregatorOf({ name, aggregator }: NamedQuery): ScalarAggregator {
    if (aggregator !== undefined) return aggregator;
    const mention = new RegExp(`(?<![\\w.])${name.replace(/[^\w]/g, '\\$&')}(?![\\w.])`);
    const formula = this.#options.formulas.find((each) => mention.test(each.formula));
    return formula?.aggregator ?? 'avg';
  }
}
