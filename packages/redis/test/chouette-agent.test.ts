import { describe, expect, it } from 'vitest';
import { aggregateAsAgent } from './chouette-agent.js';
import type { StoredRecord } from './redis-clients.js';

const T = 1_795_295_190;

const record = (body: Record<string, unknown>, index: number): StoredRecord => ({
  id: String(index),
  score: body['timestamp'] as number,
  body,
});

/** `[value, seconds after T]` of one metric and type. */
const samples = (type: string, ...given: [unknown, number][]): StoredRecord[] =>
  given.map(([value, after], index) =>
    record({ metric: 'm', type, value, timestamp: T + after, tags: {} }, index),
  );

const points = (records: StoredRecord[], now = T + 20) =>
  aggregateAsAgent(records, now).map(({ metric, type, points: [point] }) => [
    metric,
    type,
    point[0] - T,
    point[1],
  ]);

describe('the reference agent', () => {
  it('sums counts whatever the order of tags', () => {
    const tags = [
      { b: '2', a: '1' },
      { a: '1', b: '2' },
      { b: '2', a: '1' },
    ];
    const records = samples('count', [1, 1], [2, 3.5], [4, 9.9]).map((entry, index) => ({
      ...entry,
      body: { ...entry.body, tags: tags[index] },
    }));
    expect(aggregateAsAgent(records, T + 20)).toEqual([
      { metric: 'm', tags: ['a:1', 'b:2'], points: [[T + 1, 7]], type: 'count', interval: 10 },
    ]);
  });

  it('divides buckets at multiples of ten seconds', () => {
    expect(points(samples('count', [1, 9.999], [1, 10]))).toEqual([
      ['m', 'count', expect.closeTo(9.999), 1],
      ['m', 'count', 10, 1],
    ]);
  });

  it('merges neighbours only', () => {
    const records = samples('count', [1, 1], [5, 2], [2, 3]);
    records[1] = record({ metric: 'z', type: 'count', value: 5, timestamp: T + 2 }, 1);
    expect(points(records)).toHaveLength(3);
  });

  it('divides the sum of rates by ten', () => {
    expect(points(samples('rate', [5, 1], [15, 2]))).toEqual([['m', 'rate', 1, 2]]);
  });

  it('drops sets of scalars', () => {
    expect(points(samples('set', ['Alice', 1]))).toEqual([]);
  });

  it('makes five series of a histogram', () => {
    const values = [1, 1, 1, 2, 2, 2, 3, 3].map((value, after): [number, number] => [value, after]);
    expect(points(samples('histogram', ...values))).toEqual([
      ['m.avg', 'gauge', 0, 1.875],
      ['m.count', 'rate', 0, 0.8],
      ['m.max', 'gauge', 0, 3],
      ['m.median', 'gauge', 0, 2],
      ['m.95percentile', 'gauge', 0, 3],
    ]);
  });

  it.each([[['a:b']], ['a:b']])('loses tags given as %j', (tags) => {
    const [first] = samples('count', [1, 1]);
    const body = { ...first?.body, tags };
    expect(aggregateAsAgent([{ ...(first as StoredRecord), body }], T + 20)[0]?.tags).toEqual([]);
  });

  it('purges what is older than four hours, and takes the future at once', () => {
    expect(points(samples('count', [1, 0]), T + 14_400)).toEqual([]);
    expect(points(samples('count', [1, 1000]))).toEqual([['m', 'count', 1000, 1]]);
  });

  it('never purges milliseconds', () => {
    const records = [record({ metric: 'm', type: 'count', value: 1, timestamp: T * 1000 }, 0)];
    expect(aggregateAsAgent(records, T + 20)).toHaveLength(1);
  });
});
