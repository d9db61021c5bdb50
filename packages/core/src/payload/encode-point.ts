import { LocalContext } from '../aggregate/context.js';
import type { MetricPoint, PointOf } from '../metric/metric-point.js';
import { asciiJson } from '../normalize/ascii-json.js';
import type { EncodingOptions } from './encoding-options.js';
import type { Route } from './limits.js';
import { type SeriesType, type SeriesValue, seriesValue, seriesValues } from './series.js';

/** Numbers of the types in v2; its protobuf enum. */
const v2Types: { readonly [T in SeriesType]: number } = { count: 1, rate: 2, gauge: 3 };

/**
 * Writes the JSON of a point's series. All of it is ASCII, so that its length is its size in bytes.
 *
 * `tags`, and in v1 `host`, are written even when they are empty: older servers of this protocol
 * fill in those of an earlier request.
 */
export class PointEncoder {
  readonly #encoding: EncodingOptions;
  readonly #write: (point: MetricPoint, value: SeriesValue) => string;
  // Most points have the head of the one before, and its time: those texts are made once. They are
  // joined, because a join is one flat string, and gluing flat strings is what encoding costs.
  #head = '';
  #headName = '';
  #headSuffix = '';
  #headType: SeriesType | undefined;
  #headHost = '';
  #headInterval = 0;
  #middle = '';
  #middleStart: number | undefined;
  /** Nearly all points have the same host: its text is made once. */
  #host: string | undefined;
  #hostText = '';

  constructor(encoding: EncodingOptions) {
    this.#encoding = encoding;
    this.#write =
      encoding.seriesApi === 'v1'
        ? (point, value) => this.#v1(point, value)
        : (point, value) => this.#v2(point, value);
  }

  /** The route a point takes. */
  route(point: MetricPoint): Route {
    if (point.type === 'distribution') return 'distributions';
    return this.#encoding.seriesApi === 'v1' ? 'series-v1' : 'series-v2';
  }

  /** Its series, with commas between them. */
  encode(point: MetricPoint): string {
    if (point.type === 'distribution') return this.#distribution(point);
    if (point.type !== 'histogram') return this.#write(point, seriesValue(point, this.#encoding));
    let text = '';
    for (const value of seriesValues(point, this.#encoding)) {
      text += text === '' ? this.#write(point, value) : `,${this.#write(point, value)}`;
    }
    return text;
  }

  #v2(point: MetricPoint, { suffix, type, value }: SeriesValue): string {
    const { context, bucketStart } = point;
    if (
      context.name !== this.#headName ||
      suffix !== this.#headSuffix ||
      type !== this.#headType ||
      context.host !== this.#headHost ||
      point.interval !== this.#headInterval
    ) {
      this.#makeHead(point, suffix, type);
    }
    if (bucketStart !== this.#middleStart) {
      this.#middleStart = bucketStart;
      this.#middle = [',"points":[{"timestamp":', bucketStart, ',"value":'].join('');
    }
    return `${this.#head}${LocalContext.tagsJson(context)}${this.#middle}${value}}]}`;
  }

  #makeHead({ context, interval }: MetricPoint, suffix: string, type: SeriesType): void {
    this.#headName = context.name;
    this.#headSuffix = suffix;
    this.#headType = type;
    this.#headHost = context.host;
    this.#headInterval = interval;
    const window = type === 'gauge' ? '' : `"interval":${interval},`;
    const resources = context.host === '' ? '' : `{"type":"host","name":${this.#hostOf(context)}}`;
    this.#head = [
      `{"metric":"${context.name}${suffix}","type":${v2Types[type]},${window}`,
      `"resources":[${resources}],"tags":`,
    ].join('');
  }

  #v1(point: MetricPoint, { suffix, type, value }: SeriesValue): string {
    const { context, bucketStart, interval } = point;
    const window = type === 'gauge' ? '' : `"interval":${interval},`;
    return `{"metric":"${context.name}${suffix}","type":"${type}",${window}"points":[[${bucketStart},${value}]],"host":${this.#hostOf(context)},"tags":${LocalContext.tagsJson(context)}}`;
  }

  #distribution({ context, bucketStart, state }: PointOf<'distribution'>): string {
    return `{"metric":"${context.name}","type":"distribution","points":[[${bucketStart},[${state.values.join(',')}]]],"host":${this.#hostOf(context)},"tags":${LocalContext.tagsJson(context)}}`;
  }

  #hostOf({ host }: MetricPoint['context']): string {
    if (host !== this.#host) {
      this.#host = host;
      this.#hostText = asciiJson(host.toWellFormed());
    }
    return this.#hostText;
  }
}
