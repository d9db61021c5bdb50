import { describe, expect, test } from 'vitest';
import {
  checkPath,
  fragment,
  held,
  intake,
  invalid,
  now,
  ok,
  one,
  open,
  post,
  seriesPath,
  useOpstrace,
} from './rig.js';

useOpstrace();

describe('fragments', () => {
  test.each([
    ['no points', one([]), []],
    ['one sample', one([[now, 1]]), [[now, 1]]],
    [
      'unsorted ones',
      one([
        [now - 1, 1],
        [now - 2, 0],
        [now, 2],
      ]),
      [
        [now - 2, 0],
        [now - 1, 1],
        [now, 2],
      ],
    ],
    [
      'two of one second',
      one([
        [now, 1],
        [now, 2],
      ]),
      [[now, 2]],
    ],
    ['a time with a fraction', one([[now + 0.9, 1]]), [[now, 1]]],
    [
      'some points of null',
      one([
        [now, 1],
        [now - 1, null],
      ]),
      [[now, 1]],
    ],
    ['null in all fields', one([[now, 1]], { tags: null, host: null, type: null }), [[now, 1]]],
    ['a type of its own', one([[now, 1]], { type: 'histogram' }), [[now, 1]]],
    ['fields nobody knows', one([[now, 1]], { common: {}, metadata: 7 }), [[now, 1]]],
  ])('%s is taken', async (_, body, expected) => {
    expect(await post(seriesPath, body)).toMatchObject(ok);
    expect(held()).toEqual(expected);
  });

  test.each([
    ['a point of three', one([[now, 1, 2]])],
    ['a quoted time', one([[String(now), 1]])],
    ['a quoted value', one([[now, '1']])],
    ['a fraction in the interval', one([[now, 1]], { interval: 1.5 })],
    ['a tag that is no text', one([[now, 1]], { tags: [1] })],
    ['a metric that is no text', one([[now, 1]], { metric: 1 })],
    ['a metric without a name', one([[now, 1]], { metric: '' })],
  ])('%s refuses the whole document', async (_, body) => {
    const series = [{ ...fragment, metric: 'good' }, ...(body as { series: object[] }).series];

    const reply = await post(seriesPath, { series });

    expect([reply.status, reply.text]).toEqual([400, expect.stringContaining(invalid)]);
    expect(held()).toEqual([]);
  });

  test('nothing but bad points is a 400', async () => {
    const reply = await post(seriesPath, one([[now, null]]));

    expect([reply.status, reply.text]).toEqual([400, expect.stringContaining(invalid)]);
  });
});

describe('checks', () => {
  const run = { check: 'disk.check', host_name: 'h', timestamp: now, status: 2, tags: ['a:b'] };

  test('a list of runs is taken', async () => {
    expect(await post(checkPath, JSON.stringify([{ ...run, message: 'full' }]))).toMatchObject(ok);
    expect(intake.tenant('acme').checks()).toMatchObject([
      { check: 'disk.check', host: 'h', status: 'critical', message: 'full' },
    ]);
  });

  test.each([
    ['a single run', run],
    ['a status of 4', [{ ...run, status: 4 }]],
    ['a time with a fraction', [{ ...run, timestamp: 1.5 }]],
  ])('%s is a 400', async (_, body) => {
    const reply = await post(checkPath, JSON.stringify(body));

    expect([reply.status, reply.text]).toEqual([400, expect.stringContaining(invalid)]);
  });

  test('keep an order as series do', async () => {
    await post(checkPath, JSON.stringify([run]));

    const again = await post(checkPath, JSON.stringify([run]));
    const other = await post(checkPath, JSON.stringify([{ ...run, status: 0 }]));

    expect(again).toMatchObject(ok);
    expect(other.text).toContain('repeated timestamp but different value');
    expect(intake.tenant('acme').checks()).toHaveLength(1);
  });
});

describe('order', () => {
  const both = one([
    [now - 1, 1],
    [now, 2],
  ]);

  test('a document sent twice is taken twice and changes nothing', async () => {
    await post(seriesPath, both);

    expect(await post(seriesPath, both)).toMatchObject(ok);
    expect(held()).toEqual([
      [now - 1, 1],
      [now, 2],
    ]);
  });

  test('an older sample is refused, and the rest of the request is taken', async () => {
    await post(seriesPath, one([[now - 1, 1]]));

    const mixed = [
      [now - 2, 7],
      [now, 2],
    ];
    const reply = await post(seriesPath, one(mixed));

    expect(reply.status).toBe(400);
    expect(reply.text).toBe(
      'user=acme: sample timestamp out of order; last timestamp: 1610030001, incoming timestamp: ' +
        '1610030000 for series {__name__="a_b", ddtag_x="1", instance="h", job="ddagent", type="gauge"}',
    );
    expect(held()).toEqual([
      [now - 1, 1],
      [now, 2],
    ]);
  });

  test('another value for the last time is refused', async () => {
    await post(seriesPath, one([[now, 1]]));

    const reply = await post(seriesPath, one([[now, 2]]));

    expect([reply.status, reply.text]).toEqual([
      400,
      expect.stringContaining('repeated timestamp but different value'),
    ]);
    expect(held()).toEqual([[now, 1]]);
  });

  test('is kept by labels and by tenant', async () => {
    await post(seriesPath, one([[now, 1]]));

    expect(await post(seriesPath, one([[now - 1, 1]], { host: 'other' }))).toMatchObject(ok);
    expect(await post(seriesPath, one([[now - 1, 1]]), {}, 'beta-key')).toMatchObject(ok);
    intake.reset();
    expect(await post(seriesPath, one([[now - 1, 1]]))).toMatchObject(ok);
  });

  test.each([
    ['drop', [[now, 1]]],
    [
      'accept',
      [
        [now - 1, 5],
        [now, 2],
      ],
    ],
  ] as const)('outOfOrder: %s', async (outOfOrder, expected) => {
    await open({ outOfOrder });
    await post(seriesPath, one([[now, 1]]));

    expect(await post(seriesPath, one([[now - 1, 5]]))).toMatchObject(ok);
    expect(await post(seriesPath, one([[now, 2]]))).toMatchObject(ok);
    expect(held()).toEqual(expected);
  });
});
