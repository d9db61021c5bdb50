import { Aggregator, type HistogramState, type MetricPoint, systemClock } from '@dogstats/core';
import { describe, expect, it } from 'vitest';
import { type MetricMessage, parseDatagram } from '../../src/index.ts';
import { DatagramPacker } from '../../src/sink/datagram-packer.ts';
import { type PointOptions, PointPacker } from '../../src/sink/pack-point.ts';
import { rateOf } from '../../src/sink/values-by-weight.ts';
import {
  bucketStart,
  countPoint,
  distributionPoint,
  histogramPoint,
  setPoint,
  valuePoint,
} from './points.ts';

function pack(points: readonly MetricPoint[], options: Partial<PointOptions> = {}) {
  let bytes: Buffer = Buffer.alloc(0);
  let calls = 0;
  const packer = new DatagramPacker({
    maxBytes: 65_000,
    framed: false,
    onDatagram: (datagram, carried) => {
      bytes = datagram;
      calls += carried;
    },
    onTooLong: ({ name }) => expect.fail(name),
  });
  const defaults = { timestamps: false, defaultHost: 'here', tags: [], origin: {} };
  const writer = new PointPacker(packer, { ...defaults, ...options });
  for (const point of points) writer.pack(here(point));
  packer.flush();
  return { bytes, calls, lines: bytes.toString().split('\n') };
}

/** The point as if it came from the Agent's own host, unless it has one of its own. */
function here(point: MetricPoint): MetricPoint {
  if (point.context.host === 'web-7' || point.context.host === '') return point;
  return { ...point, context: { ...point.context, host: 'here' } } as MetricPoint;
}

const samples = (state: Pick<HistogramState, 'samples'>): HistogramState => ({
  count: 0,
  sum: 0,
  min: 0,
  max: 0,
  ...state,
});

describe('what points become', () => {
  it('sends what came since the last cut, without a time', () => {
    const { lines, calls } = pack([
      countPoint('c', 7, ['a:1', 'b']),
      countPoint('c', -3),
      valuePoint('gauge', 'g', -1.5),
      valuePoint('rate', 'r', 0.25),
      setPoint('s', ['a', 'b|c'], 5),
      distributionPoint('d', { values: [1, 2.5] }),
      histogramPoint('h', samples({ samples: { values: [3, 1, 2] } }), 3),
    ]);

    expect(lines).toEqual([
      'c:7|c|#a:1,b',
      'c:-3|c',
      'g:-1.5|g',
      'r:0.25|g',
      's:a|s',
      's:b%7Cc|s',
      'd:1:2.5|d',
      'h:3:1:2|h',
    ]);
    expect(calls).toBe(7 + 3 + 1 + 1 + 5 + 2 + 3);
  });

  it('sends the start of the bucket on request, where the protocol has a place for it', () => {
    const points = [
      countPoint('c', 1),
      valuePoint('gauge', 'g', 1),
      distributionPoint('d', { values: [1] }),
      setPoint('s', ['a'], 1),
    ];

    expect(pack(points, { timestamps: true }).lines).toEqual([
      `c:1|c|T${bucketStart}`,
      `g:1|g|T${bucketStart}`,
      'd:1|d',
      's:a|s',
    ]);
  });

  it('names a host other than that of the Agent, and none, in a tag', () => {
    const points = [countPoint('c', 1, ['a'], 'web-7'), countPoint('c', 1, [], '')];

    expect(pack(points).lines).toEqual(['c:1|c|#a,host:web-7', 'c:1|c|#host:']);
  });

  it('says who the sender is', () => {
    const { lines } = pack([countPoint('c', 1, ['a'])], {
      tags: ['dd.internal.entity_id:uid'],
      origin: { containerId: 'ci-1', externalData: 'it-false,cn-web', cardinality: 'low' },
    });

    expect(lines).toEqual(['c:1|c|#a,dd.internal.entity_id:uid|c:ci-1|e:it-false,cn-web|card:low']);
  });

  it('groups samples of one weight in a line', () => {
    const state = samples({ samples: { values: [1, 2, 3, 4], weights: [1, 10, 1, 2] } });

    expect(pack([histogramPoint('h', state, 4)]).lines).toEqual([
      'h:1:3|h',
      'h:2|h|@0.1',
      'h:4|h|@0.5',
    ]);
  });

  it('sends the bins of a sketch with their weights, minimum and maximum exact', () => {
    const aggregator = new Aggregator({
      mode: 'add',
      clock: systemClock,
      random: () => 0,
      rollUpIntervalSeconds: 10,
      lateSeconds: 10,
      birthSeconds: Date.now() / 1000,
      maxContexts: 10,
      prefix: '',
      host: 'here',
      tags: [],
      histogramSuffixes: [],
    });
    const values = Array.from({ length: 5000 }, (_, index) => (index % 700) - 100);
    for (const value of values) aggregator.histogram('h', value);
    const points = [...aggregator.cutAll().points];

    const { bytes, calls } = pack(points);

    const received: { value: number; weight: number }[] = [];
    parseDatagram(
      bytes,
      (message) => {
        const { values: sent, sampleRate } = message as MetricMessage;
        for (const value of sent)
          received.push({ value: Number(value), weight: Math.trunc(1 / sampleRate) });
      },
      (error) => expect.fail(error.message),
    );
    received.sort((a, b) => a.value - b.value);
    const sum = received.reduce((total, { value, weight }) => total + value * weight, 0);
    const exact = values.reduce((total, value) => total + value, 0);
    expect(calls).toBe(5000);
    expect(received.reduce((total, { weight }) => total + weight, 0)).toBe(5000);
    expect(received.at(0)?.value).toBe(-100);
    expect(received.at(-1)?.value).toBe(599);
    expect(Math.abs(sum - exact) / exact).toBeLessThan(0.01);
    const all = received.flatMap(({ value, weight }) => new Array<number>(weight).fill(value));
    const sorted = values.toSorted((a, b) => a - b);
    for (const rank of [0, 500, 2500, 4750, 4999]) {
      const error = Math.abs((all[rank] ?? 0) - (sorted[rank] ?? 0));
      expect(error).toBeLessThanOrEqual(0.0101 * Math.abs(sorted[rank] ?? 0));
    }
  });

  it('writes a rate from which the Agent reads the whole weight', () => {
    for (let weight = 1; weight <= 10_000; weight++) {
      expect(Math.trunc(1 / rateOf(weight))).toBe(weight);
    }
    expect(rateOf(0.5)).toBe(1);
  });

  it('keeps a sum finite', () => {
    expect(pack([countPoint('c', Number.POSITIVE_INFINITY)]).lines).toEqual([
      `c:${Number.MAX_VALUE}|c`,
    ]);
  });
});
