import fc from 'fast-check';
import snappy from 'snappyjs';
import { describe, expect, test } from 'vitest';
import { exposition } from '../../src/prometheus/exposition.js';
import { labelText } from '../../src/prometheus/series.js';
import { labelsOf, prometheusSeries, samplesOf } from '../../src/prometheus/translate.js';
import { encodeLabels, snappyBlock, writeRequest } from '../../src/prometheus/write-request.js';
import { readWriteRequest } from '../remote-write/read-write-request.js';

const nothing = { host: '', tags: [] };
const nameOf = (metric: string): string | undefined =>
  labelsOf({ ...nothing, metric })?.find(([label]) => label === '__name__')?.[1];

test.each([
  ['a.b', 'a_b'],
  ['n_o_i_n_d_e_x.my-app.req.count', 'my_app_req_count'],
  ['n_o_i_n_d_e_x.n_o_i_n_d_e_x.a', 'n_o_i_n_d_e_x_a'],
  ['a..b', 'a__b'],
  ['A:b_C9', 'A:b_C9'],
  ['café é', 'caf___'],
  ['a😀b', 'a_b'],
  ['9lives', '_9lives'],
  ['', undefined],
  ['n_o_i_n_d_e_x.', undefined],
])('the name %j becomes %j', (metric, name) => {
  expect(nameOf(metric)).toBe(name);
});

test('names and labels are those that Prometheus takes, in order', () => {
  const text = fc.string({ unit: 'binary', maxLength: 20 });
  fc.assert(
    fc.property(text, text, fc.array(text, { maxLength: 4 }), (metric, host, tags) => {
      const labels = labelsOf({ metric, host, tags });
      if (labels === undefined) return;
      const names = labels.map(([name]) => name);
      expect(names).toEqual([...new Set(names)].sort());
      for (const [name, value] of labels) {
        expect(name).toMatch(/^[a-zA-Z_][a-zA-Z0-9_:]*$/);
        expect(value).not.toBe('');
      }
    }),
  );
});

test('a whole series', () => {
  const series = prometheusSeries({
    metric: 'n_o_i_n_d_e_x.my-app.req.count',
    timestamps: [1_610_030_002, 1_610_030_000],
    values: [3, 2.5],
    tags: ['version:7.24.1', 'region.zone:eu:west', 'lonely', 'empty:', 'version:8'],
    host: 'web1',
    device: 'sda1',
    type: 'rate',
    interval: 10,
    sourceTypeName: 'System',
  });

  expect(labelText(series?.labels ?? [])).toBe(
    '{__name__="my_app_req_count", ddtag_region_zone="eu:west", ddtag_version="8", ' +
      'device="sda1", instance="web1", interval="10", job="ddagent", ' +
      'source_type_name="System", type="rate"}',
  );
  expect(series?.samples).toEqual([
    { timestamp: 1_610_030_000_000, value: 2.5 },
    { timestamp: 1_610_030_002_000, value: 3 },
  ]);
});

test('of samples of one second the last wins', () => {
  expect(samplesOf([2, 1, 2, 1], [1, 2, 3, 4])).toEqual([
    { timestamp: 1_000, value: 4 },
    { timestamp: 2_000, value: 3 },
  ]);
});

describe('remote write', () => {
  const golden =
    '0a770a200a085f5f6e616d655f5f1214626c6f675f6170705f74657374636f756e7465720a130a08696e7374616e' +
    '63651207783163617262360a0e0a08696e74657276616c120231300a0e0a036a6f62120764646167656e740a0c0a' +
    '0474797065120472617465121009000000000000244010f0dc98ebed2e';
  const series = prometheusSeries({
    metric: 'blog.app.testcounter',
    host: 'x1carb6',
    tags: [],
    type: 'rate',
    interval: 10,
    timestamps: [1_610_032_230],
    values: [10],
  });

  test('a request is what another encoder made of it', () => {
    const { labels = [], samples = [] } = series ?? {};
    const request = writeRequest([{ labels: encodeLabels(labels), samples }]);

    expect(request.toString('hex')).toBe(golden);
    expect(snappy.uncompress(snappyBlock(request)).equals(request)).toBe(true);
  });

  test('any labels and samples are read back', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }))),
        fc.array(
          fc.record({
            timestamp: fc.nat(Number.MAX_SAFE_INTEGER),
            value: fc.double({ noNaN: true }),
          }),
        ),
        (labels, samples) => {
          const request = writeRequest([{ labels: encodeLabels(labels), samples }]);

          expect(readWriteRequest(request)).toEqual([{ labels, samples }]);
        },
      ),
    );
  });
});

test('the exposition has the last sample of each series, by name, without stale ones', () => {
  const now = 1_000_000_000;
  const one = (name: string, at: number, value: number, more: [string, string][] = []): object => ({
    labels: [['__name__', name], ...more],
    samples: [
      { timestamp: at - 10, value: 0 },
      { timestamp: at, value },
    ],
  });
  const series = [
    one('a', now, 1.5, [['x', 'say "hi"\\\n']]),
    one('b', now - 300_000, Number.POSITIVE_INFINITY),
    one('a', now, Number.NaN, [['x', '2']]),
    one('old', now - 300_001, 1),
  ];

  expect(exposition(series as never, now)).toBe(
    [
      '# TYPE a gauge',
      `a{x="say \\"hi\\"\\\\\\n"} 1.5 ${now}`,
      `a{x="2"} NaN ${now}`,
      '# TYPE b gauge',
      `b +Inf ${now - 300_000}`,
      '',
    ].join('\n'),
  );
});
