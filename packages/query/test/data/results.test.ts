import { Writable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toArrow } from '../../src/data/arrow.js';
import {
  csvFormat,
  jsonLinesFormat,
  mergePoints,
  mergeScalars,
  mergeTimeseries,
  type PointsResult,
  query,
  type Result,
  type ScalarResult,
  type TimeseriesResult,
  toRows,
  writeCsv,
  writeJsonLines,
} from '../../src/index.js';
import { ScriptedTransport, windowOf } from '../scripted-transport.js';

const N = Number.NaN;
const line = (groupTags: string[], ...values: number[]) => ({
  ...{ queryIndex: 0, name: 'q0', groupTags, unit: [] },
  values: Float64Array.from(values),
});

const timeseries: TimeseriesResult = {
  kind: 'timeseries',
  times: Float64Array.of(0, 60_000),
  series: [line(['route:/b'], 1, N), line(['route:/a'], 2.5, 3)],
};
const points: PointsResult = {
  kind: 'points',
  timestamps: Float64Array.of(0, 60),
  avg: Float64Array.of(1.5, N),
  min: Float64Array.of(1, N),
  max: Float64Array.of(2, N),
  sum: Float64Array.of(3, N),
};
const scalar: ScalarResult = {
  kind: 'scalar',
  starts: Float64Array.of(0, 0),
  ends: Float64Array.of(60_000, 60_000),
  columns: [
    { type: 'group', name: 'host', values: [['a'], ['b', 'c']] },
    { type: 'number', name: 'q0', values: Float64Array.of(1, N) },
  ],
};

const text = (format: { head: string; body(result: Result): Iterable<string> }, result: Result) =>
  format.head + [...format.body(result)].join('');

describe('toRows()', () => {
  test('of a timeseries has the values that are there, by time, then by group', () => {
    expect([...toRows(timeseries)]).toEqual([
      { time: 0, query: 'q0', groupTags: ['route:/a'], value: 2.5 },
      { time: 0, query: 'q0', groupTags: ['route:/b'], value: 1 },
      { time: 60_000, query: 'q0', groupTags: ['route:/a'], value: 3 },
    ]);
  });

  test('of points and scalars has null for what is missing', () => {
    expect([...toRows(points)]).toEqual([
      { timestamp: 0, avg: 1.5, min: 1, max: 2, sum: 3 },
      { timestamp: 60, avg: null, min: null, max: null, sum: null },
    ]);
    expect([...toRows(scalar)]).toEqual([
      { start: 0, end: 60_000, groups: { host: ['a'] }, values: { q0: 1 } },
      { start: 0, end: 60_000, groups: { host: ['b', 'c'] }, values: { q0: null } },
    ]);
  });
});

describe('CSV', () => {
  test('of a timeseries has a column for each group key', () => {
    const format = csvFormat('datadog_v2_timeseries', ['route', 'host']);
    expect(text(format, timeseries)).toBe(
      'time,query,route,host,value\n' +
        '1970-01-01T00:00:00.000Z,q0,/a,,2.5\n' +
        '1970-01-01T00:00:00.000Z,q0,/b,,1\n' +
        '1970-01-01T00:01:00.000Z,q0,/a,,3\n',
    );
  });

  test('of points and scalars', () => {
    expect(text(csvFormat('datadog_v1', []), points)).toBe(
      'time,avg,min,max,sum\n1970-01-01T00:00:00.000Z,1.5,1,2,3\n1970-01-01T00:01:00.000Z,,,,\n',
    );
    expect(text(csvFormat('datadog_v2_scalar', ['host']), scalar)).toBe(
      'start,end,query,host,value\n1970-01-01T00:00:00.000Z,1970-01-01T00:01:00.000Z,q0,a,1\n',
    );
  });

  test('quotes what has to be quoted, and joins several values of a key', () => {
    const odd = { ...timeseries, series: [{ ...line(['k:a,"b"', 'k:c'], 1, N), name: 'q0,1' }] };
    expect(text(csvFormat('datadog_v2_timeseries', ['k']), odd)).toContain(
      'Z,"q0,1","a,""b""|c",1\n',
    );
  });

  test('never leaves out a group without a word', () => {
    const format = csvFormat('datadog_v2_timeseries', ['host']);
    expect(() => text(format, timeseries)).toThrow("grouped by 'route:/a', which no by {…}");
  });
});

test('JSON lines are the rows with times as text', () => {
  const lines = (result: Result) =>
    text(jsonLinesFormat, result)
      .trim()
      .split('\n')
      .map((each) => JSON.parse(each));

  expect(lines(timeseries)[0]).toEqual({
    ...{ time: '1970-01-01T00:00:00.000Z', query: 'q0', groupTags: ['route:/a'], value: 2.5 },
  });
  expect(lines(points)[1]).toEqual({
    ...{ time: '1970-01-01T00:01:00.000Z', avg: null, min: null, max: null, sum: null },
  });
  expect(lines(scalar)[1]).toMatchObject({ end: '1970-01-01T00:01:00.000Z', values: { q0: null } });
});

describe('toArrow()', () => {
  test('of a timeseries has a column for each line, with nulls', () => {
    const table = toArrow(timeseries);

    expect(table.schema.fields.map(({ name }) => name)).toEqual([
      'time',
      'q0{route:/a}',
      'q0{route:/b}',
    ]);
    expect(table.getChild('time')?.toArray()).toEqual(BigInt64Array.of(0n, 60_000n));
    const missing = table.getChild('q0{route:/b}');
    expect([missing?.nullCount, missing?.get(0), missing?.get(1)]).toEqual([1, 1, null]);
    // The values themselves, not a copy.
    expect(missing?.data[0]?.values).toBe(timeseries.series[0]?.values);
  });

  test('of points and scalars', () => {
    const table = toArrow(points);
    expect(table.numRows).toBe(2);
    expect([table.getChild('sum')?.get(0), table.getChild('sum')?.get(1)]).toEqual([3, null]);

    const rows = toArrow(scalar);
    expect(rows.schema.fields.map(({ name }) => name)).toEqual(['start', 'end', 'host', 'q0']);
    expect([...(rows.getChild('host')?.get(1) ?? [])]).toEqual(['b', 'c']);
    expect(rows.getChild('q0')?.get(1)).toBeNull();
  });

  test('of nothing is a table without rows', () => {
    for (const empty of [mergePoints([]), mergeTimeseries([]), mergeScalars([])]) {
      expect(toArrow(empty).numRows).toBe(0);
    }
  });
});

describe('merging', () => {
  test('lines that are not in every window have NaN there', () => {
    const later = {
      ...timeseries,
      times: Float64Array.of(60_000, 120_000),
      series: [line(['route:/b'], 4, 5)],
    };

    expect(mergeTimeseries([timeseries, later])).toEqual({
      kind: 'timeseries',
      times: Float64Array.of(0, 60_000, 120_000),
      series: [line(['route:/b'], 1, 4, 5), line(['route:/a'], 2.5, 3, N)],
    });
  });

  test('rows of scalars keep their own windows; a missing column is empty', () => {
    const later: ScalarResult = {
      ...{ kind: 'scalar', starts: Float64Array.of(60_000), ends: Float64Array.of(120_000) },
      columns: [{ type: 'number', name: 'q0', values: Float64Array.of(9) }],
    };
    const merged = mergeScalars([scalar, later]);

    expect([...merged.ends]).toEqual([60_000, 60_000, 120_000]);
    expect(merged.columns).toEqual([
      { type: 'group', name: 'host', values: [['a'], ['b', 'c'], []] },
      { type: 'number', name: 'q0', values: Float64Array.of(1, N, 9) },
    ]);
  });

  test('whatever the windows are, the merged result is that of one window', () => {
    const value = fc.option(fc.double({ noNaN: true }), { nil: N });
    const lines = fc.array(fc.array(value, { minLength: 12, maxLength: 12 }), { maxLength: 4 });
    const cuts = fc.uniqueArray(fc.integer({ min: 1, max: 11 }), { maxLength: 6 });
    fc.assert(
      fc.property(lines, cuts, (columns, at) => {
        const times = Float64Array.from({ length: 12 }, (_, index) => index * 1_000);
        const part = (from: number, to: number): TimeseriesResult => ({
          ...{ kind: 'timeseries', times: times.slice(from, to) },
          series: columns.map((values, index) => line([`k:${index}`], ...values.slice(from, to))),
        });
        const edges = [0, ...at.sort((a, b) => a - b), 12];
        const parts = edges.slice(1).map((to, index) => part(edges[index] as number, to));

        expect(mergeTimeseries(parts)).toEqual(part(0, 12));
      }),
    );
  });
});

describe('writing to a stream', () => {
  const answer = (from: number) => ({
    data: {
      attributes: {
        times: [from * 1_000],
        series: [{ group_tags: ['k:a'], query_index: 0 }],
        values: [[from]],
      },
    },
  });
  const open = (failAt = Number.POSITIVE_INFINITY) => {
    const transport = new ScriptedTransport((request, index) =>
      index >= failAt ? { status: 400 } : { body: answer(windowOf(request).from) },
    );
    const options = { query: 'm{*} by {k}', from: 0, to: 18_000, chunkSeconds: 3_600, transport };
    return { transport, stream: query(options) };
  };

  test('ends with a whole window where the range ends before its time', async () => {
    let written = '';
    const destination = new Writable({
      write(chunk, _, done) {
        written += chunk;
        done();
      },
    });

    await expect(writeCsv(open(2).stream, destination)).rejects.toMatchObject({ code: 'CLIENT' });
    expect(written).toBe(
      'time,query,k,value\n1970-01-01T00:00:00.000Z,q0,a,0\n1970-01-01T01:00:00.000Z,q0,a,3600\n',
    );
    expect(destination.destroyed).toBe(false);
    written = '';
    await writeJsonLines(open().stream, destination);
    expect(written.split('\n')).toHaveLength(6);
  });

  test('fetches no more than two windows before the destination takes one', async () => {
    const takes: (() => void)[] = [];
    const destination = new Writable({
      highWaterMark: 1,
      write(_chunk, _, done) {
        takes.push(done);
      },
    });
    const { stream, transport } = open();

    const written = writeCsv(stream, destination);
    await turn();
    // The head waits.
    expect(transport.requests).toHaveLength(0);
    takes.shift()?.();
    for (let waited = 0; waited < 20; waited++) await turn();
    expect(transport.requests).toHaveLength(2);

    for (let done = false; !done; ) {
      takes.shift()?.();
      done = await Promise.race([written.then(() => true), turn(undefined).then(() => false)]);
    }
    expect(transport.requests.length).toBeGreaterThan(3);
  });

  test('rejects with what the destination fails with, and lets go of the query', async () => {
    const destination = new Writable({
      highWaterMark: 1,
      write: (_chunk, _, done) => done(new Error('disk full')),
    });
    const { stream } = open();

    await expect(writeCsv(stream, destination)).rejects.toThrow('disk full');
    expect(destination.listenerCount('error')).toBe(0);
  });
});
