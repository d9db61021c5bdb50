import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMessage } from '../../src/index.ts';
import {
  AgentAggregator,
  type AgentAggregatorOptions,
  type AgentFlush,
  type AgentSeries,
} from '../../src/listener/index.ts';

const start = 1_780_000_000;

function makeAggregator(options: Partial<AgentAggregatorOptions> = {}) {
  const aggregator = new AgentAggregator({ host: 'agent', ...options });
  return {
    aggregator,
    add: (second: number, ...lines: string[]) => {
      for (const line of lines) aggregator.add(parseMessage(line), start + second);
    },
    flush: (second: number): AgentFlush => aggregator.flush(start + second),
  };
}

/** `name type timestamp=value …`, the timestamps counted from the start. */
function brief(series: readonly AgentSeries[]): string[] {
  return series.map(({ metric, type, timestamps, values }) => {
    const points = timestamps.map((timestamp, index) => `${timestamp - start}=${values[index]}`);
    return [metric, type, ...points].join(' ');
  });
}

describe('the aggregation of the Agent', () => {
  it('makes of each type what the Agent makes of it', () => {
    const { add, flush } = makeAggregator();

    add(3, 'c:3|c', 'c:1:1|c|@0.5', 'g:1|g', 'g:2|g', 's:a|s', 's:b|s', 's:a|s');
    add(9.9, 'd:1:2|d', 'd:3|d|@0.5', 'h:1|h', 'm:5|ms');

    expect(brief(flush(10).series)).toEqual([
      'c rate 0=0.7',
      'g gauge 0=2',
      's gauge 0=2',
      'd distribution 0=1 0=2 0=3 0=3',
      'h.max gauge 0=1',
      'h.median gauge 0=1',
      'h.avg gauge 0=1',
      'h.count rate 0=0.1',
      'h.95percentile gauge 0=1',
      'm.max gauge 0=5',
      'm.median gauge 0=5',
      'm.avg gauge 0=5',
      'm.count rate 0=0.1',
      'm.95percentile gauge 0=5',
    ]);
  });

  it('stamps points with the start of their bucket, and hands on ended buckets only', () => {
    const { add, flush } = makeAggregator();

    add(0, 'g:1|g');
    add(19, 'g:2|g');

    expect(brief(flush(9).series)).toEqual([]);
    expect(brief(flush(19).series)).toEqual(['g gauge 0=1']);
    expect(brief(flush(20).series)).toEqual(['g gauge 10=2']);
    expect(brief(flush(30).series)).toEqual([]);
  });

  it('computes aggregates and percentiles as the Agent does: its own example', () => {
    const { add, flush } = makeAggregator({
      histogram: { aggregates: ['max', 'median', 'avg', 'count', 'min', 'sum'] },
    });

    add(1, 'h:1:1:1:2:2:2:3:3|h');

    expect(brief(flush(10).series)).toEqual([
      'h.max gauge 0=3',
      'h.median gauge 0=2',
      'h.avg gauge 0=1.875',
      'h.count rate 0=0.8',
      'h.min gauge 0=1',
      'h.sum gauge 0=15',
      'h.95percentile gauge 0=3',
    ]);
  });

  it('weighs a sampled value by the whole number in 1 ÷ rate, its sum by all of it', () => {
    const { add, flush } = makeAggregator({
      histogram: { aggregates: ['median', 'avg', 'count', 'sum'], percentiles: [0.29, 0.9] },
    });

    add(1, 'h:10|h|@0.3', 'h:1|h');

    const sum = 10 / 0.3 + 1;
    expect(brief(flush(10).series)).toEqual([
      'h.median gauge 0=10',
      `h.avg gauge 0=${sum / 4}`,
      'h.count rate 0=0.4',
      `h.sum gauge 0=${sum}`,
      'h.29percentile gauge 0=10',
      'h.90percentile gauge 0=10',
    ]);
  });

  it('agrees with a list of all values, each as often as it weighs', () => {
    const values = fc.array(
      fc.record({
        value: fc.integer({ min: -50, max: 50 }),
        rate: fc.constantFrom(1, 0.5, 0.25),
      }),
      { minLength: 1, maxLength: 40 },
    );
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 100 }), (samples, percent) => {
        const { add, flush } = makeAggregator({
          histogram: { aggregates: ['median'], percentiles: [percent / 100] },
        });
        for (const { value, rate } of samples) add(1, `h:${value}|h|@${rate}`);
        const all = samples
          .flatMap(({ value, rate }) => new Array<number>(1 / rate).fill(value))
          .sort((a, b) => a - b);

        const [median, percentile] = flush(10).series.map(({ values: [value] }) => value);

        expect(median).toBe(all[Math.floor((all.length - 1) / 2)]);
        expect(percentile).toBe(all[Math.floor((percent * all.length - 1) / 100)]);
      }),
    );
  });

  it('sends a count as zero for 300 s after its last value, then no more', () => {
    const { add, flush } = makeAggregator();
    add(5, 'c:10|c', 'g:1|g');
    const points: string[] = [];

    for (let second = 10; second <= 400; second += 10) points.push(...brief(flush(second).series));

    expect(points).toEqual([
      'c rate 0=1',
      'g gauge 0=1',
      ...Array.from({ length: 30 }, (_, bucket) => `c rate ${10 * (bucket + 1)}=0`),
    ]);
  });

  it('sends the zeros of buckets that a late flush takes together', () => {
    const { add, flush } = makeAggregator({ expirySeconds: 30 });
    add(5, 'c:10|c');
    flush(10);

    expect(brief(flush(3600).series)).toEqual([]);
    add(3605, 'c:10|c');
    flush(3610);
    expect(brief(flush(3640).series)).toEqual(['c rate 3610=0', 'c rate 3620=0', 'c rate 3630=0']);
  });

  it('hands on timestamped values as they are, at once', () => {
    const { add, flush } = makeAggregator();

    add(3, `c:20|c|T${start - 100}`, `g:7:8|g|T${start - 50}`);

    expect(brief(flush(4).series)).toEqual(['c rate -100=2', 'g gauge -50=7', 'g gauge -50=8']);
    expect(brief(flush(10).series)).toEqual([]);
  });

  it('takes equal tags in any order as one, and types of one name apart', () => {
    const { add, flush } = makeAggregator({ tags: ['env:test'] });

    add(1, 'c:1|c|#b,a,b', 'c:2|c|#a,b', 'c:9|g|#a,b', 'c:4|c|#a');

    expect(flush(10).series).toMatchObject([
      { type: 'rate', tags: ['a', 'b', 'env:test'], values: [0.3], host: 'agent', interval: 10 },
      { type: 'gauge', tags: ['a', 'b', 'env:test'], values: [9] },
      { type: 'rate', tags: ['a', 'env:test'], values: [0.4] },
    ]);
  });

  it('takes the host out of the tags, and what is only for itself', () => {
    const { add, flush } = makeAggregator();

    add(1, 'g:1|g|#host:web-7,dd.internal.entity_id:u,dd.internal.card:low,a', 'g:2|g|#host:,a');
    add(1, '_e{1,1}:a|b|#host:web-7', '_sc|up|0|h:db|#host:web-7');

    const { series, events, serviceChecks } = flush(10);
    expect(series).toMatchObject([
      { host: 'web-7', tags: ['a'], values: [1] },
      { host: '', tags: ['a'], values: [2] },
    ]);
    expect(events).toMatchObject([{ host: 'web-7', tags: [], title: 'a' }]);
    expect(serviceChecks).toMatchObject([{ host: 'db', tags: [], name: 'up' }]);
  });

  it('hands on events and checks with the next flush, once, with a time', () => {
    const { add, flush } = makeAggregator();

    add(1.5, '_e{1,1}:a|b', '_e{1,1}:a|b|d:7', '_sc|up|0|d:8');

    expect(flush(2)).toMatchObject({
      events: [{ timestamp: start + 1, host: 'agent' }, { timestamp: 7 }],
      serviceChecks: [{ timestamp: 8, host: 'agent' }],
    });
    expect(flush(3)).toMatchObject({ events: [], serviceChecks: [] });
  });

  it('hands on an open bucket as far as it is, and again whole; samples of distributions once', () => {
    const { aggregator, add, flush } = makeAggregator();

    add(1, 'c:10|c', 'd:1|d');
    const early = aggregator.flush(start + 2, true);
    add(3, 'c:10|c', 'd:2|d');

    expect(brief(early.series)).toEqual(['c rate 0=1', 'd distribution 0=1']);
    expect(brief(flush(10).series)).toEqual(['c rate 0=2', 'd distribution 0=2']);
  });

  it('holds no more than it may, and counts the rest', () => {
    const { aggregator, add, flush } = makeAggregator({ maxContexts: 2, maxSamples: 3 });

    add(1, 'c:1|c|#a', 'c:1|c|#b', 'c:1:1|c|#c', 'c:1|c|#a');
    expect(aggregator.dropped).toEqual({ contexts: 2, samples: 0 });
    flush(10);
    flush(400);

    add(401, 'h:1:2:3|h', 'h:4:5|h', '_e{1,1}:a|b', 'c:1|c', 'd:1|d|@0.000001');
    expect(aggregator.dropped).toEqual({ contexts: 2, samples: 4 });
    expect(aggregator.contexts).toBe(2);

    add(411, 'h:1|h');
    expect(aggregator.dropped.samples).toBe(5);
    expect(brief(flush(410).series)).toContain('h.max gauge 400=3');
    add(412, 'h:1|h');
    expect(aggregator.dropped.samples).toBe(5);
  });

  it('keeps sums finite', () => {
    const { add, flush } = makeAggregator({ histogram: { aggregates: ['sum'], percentiles: [] } });

    add(1, 'c:1e308:1e308|c', 'h:-1e308:-1e308|h');

    expect(flush(10).series.map(({ values }) => values)).toEqual([
      [Number.MAX_VALUE],
      [-Number.MAX_VALUE],
    ]);
  });
});
