import { clampToFinite, type MetricPoint } from '@dogstats/core';
import type { MetricMessage, NumberType, Origin } from '../message/message.js';
import { type DatagramPacker, shareOf } from './datagram-packer.js';
import { rateOf, valuesByWeight } from './values-by-weight.js';

export interface PointOptions {
  /** Whether counts, gauges and rates carry the start of their bucket, which the Agent then does not aggregate. */
  readonly timestamps: boolean;
  /** The host that the Agent takes for granted; any other becomes a `host:` tag. */
  readonly defaultHost: string;
  /** Tags of every message. */
  readonly tags: readonly string[];
  readonly origin: Origin;
}

/** Makes messages of points: what came since the last cut, for the Agent to add up. */
export class PointPacker {
  readonly #packer: DatagramPacker;
  readonly #options: PointOptions;

  constructor(packer: DatagramPacker, options: PointOptions) {
    this.#packer = packer;
    this.#options = options;
  }

  pack(point: MetricPoint): void {
    switch (point.type) {
      case 'count':
        this.#packNumbers(point, 'c', [clampToFinite(point.state.sum)], point.samples);
        return;
      case 'gauge':
      case 'rate':
        this.#packNumbers(point, 'g', [point.state.value], point.samples);
        return;
      case 'distribution':
        this.#packNumbers(point, 'd', point.state.values, point.samples);
        return;
      case 'histogram': {
        const groups = valuesByWeight(point.state);
        const all = groups.reduce((sum, { values }) => sum + values.length, 0);
        let done = 0;
        for (const { weight, values } of groups) {
          const before = shareOf(point.samples, done, all);
          done += values.length;
          const calls = shareOf(point.samples, done, all) - before;
          this.#packNumbers(point, 'h', values, calls, rateOf(weight));
        }
        return;
      }
      case 'set': {
        const { members } = point.state;
        members.forEach((member, index) => {
          const calls =
            shareOf(point.samples, index + 1, members.length) -
            shareOf(point.samples, index, members.length);
          this.#add(point, { type: 's', values: [member], sampleRate: 1 }, calls);
        });
        return;
      }
      default:
        point satisfies never;
    }
  }

  #packNumbers(
    point: MetricPoint,
    type: NumberType,
    values: readonly number[],
    calls: number,
    sampleRate = 1,
  ): void {
    this.#add(point, { type, values, sampleRate }, calls);
  }

  #add(
    { context, bucketStart }: MetricPoint,
    content: Pick<MetricMessage, 'type' | 'values' | 'sampleRate'>,
    calls: number,
  ): void {
    const { timestamps, origin } = this.#options;
    const isTimed = timestamps && (content.type === 'c' || content.type === 'g');
    const message = {
      kind: 'metric',
      name: context.name,
      type: content.type,
      values: content.values,
      sampleRate: content.sampleRate,
      tags: this.#tagsOf(context.host, context.tags),
      timestamp: isTimed ? bucketStart : undefined,
      containerId: origin.containerId,
      externalData: origin.externalData,
      cardinality: origin.cardinality,
    } as MetricMessage;
    this.#packer.add(message, calls);
  }

  #tagsOf(host: string, tags: readonly string[]): readonly string[] {
    const { defaultHost, tags: own } = this.#options;
    if (host !== defaultHost) return [...tags, `host:${host}`, ...own];
    return own.length === 0 ? tags : [...tags, ...own];
  }
}
