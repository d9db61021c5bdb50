import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createIntake, type Intake } from '../../src/index.js';
import { clock, now, paths, send, sendDistribution, sendSeries } from '../client.js';

let intake: Intake;
let time = now;
beforeEach(async () => {
  time = now;
  intake = await createIntake({ port: 0, clock: { now: () => time * 1_000 } });
});
afterEach(() => intake.close());

describe('series', () => {
  test('the value received last wins a second, whatever its type', async () => {
    await sendSeries(intake, { type: 1, points: [[now, 5]] });
    await sendSeries(intake, { type: 3, points: [[now, 2]] });

    expect(intake.series()).toMatchObject([{ type: 'gauge', points: [{ value: 2 }] }]);
  });

  test('the last of two points of one second in one payload wins', async () => {
    await sendSeries(intake, {
      points: [
        [now, 5],
        [now, 3],
      ],
    });

    expect(intake.total('m')).toBe(3);
  });

  test('points are kept in ascending time however they arrive', async () => {
    const times = [5, 1, 9, 3, 7, 2, 8, 4, 6, 0];
    await sendSeries(intake, ...times.map((t): object => ({ points: [[now - t, t]] })));

    expect(intake.series()[0]?.points.map(({ value }) => value)).toEqual([
      9, 8, 7, 6, 5, 4, 3, 2, 1, 0,
    ]);
  });

  test('order and repeats of tags are not part of the identity', async () => {
    await sendSeries(intake, { tags: ['b', 'a'] }, { tags: ['a', 'b', 'a'], points: [[now, 4]] });

    expect(intake.series()).toMatchObject([{ tags: ['a', 'b'], points: [{ value: 4 }] }]);
  });

  test('the host is part of the identity, and counts as the tag host:<name>', async () => {
    await sendSeries(
      intake,
      { host: 'h' },
      { host: 'i' },
      { tags: ['host:h'], points: [[now, 9]] },
    );

    expect(intake.series()).toHaveLength(2);
    expect(intake.total('m', ['host:h'])).toBe(9);
  });

  test('a filter keeps the contexts that carry all of its tags', async () => {
    await sendSeries(
      intake,
      { tags: ['a:1', 'b:1'], points: [[now, 1]] },
      { tags: ['a:1', 'b:2'], points: [[now, 20]] },
      { metric: 'other', tags: ['a:1', 'b:1'], points: [[now, 300]] },
    );

    expect(intake.total('m', ['a:1'])).toBe(21);
    expect(intake.total('m', ['a:1', 'b:2'])).toBe(20);
    expect(intake.series({ tags: ['b:1'] })).toHaveLength(2);
    expect(intake.total('nothing')).toBe(0);
  });
});

describe('distributions', () => {
  test('samples of one second add up over payloads', async () => {
    await sendDistribution(intake, 'd', [[now, [1, 2]]]);
    await sendDistribution(intake, 'd', [
      [now, [2, 3]],
      [now - 1, [9]],
    ]);

    expect(intake.series()).toEqual([
      {
        metric: 'd',
        type: 'distribution',
        host: '',
        tags: [],
        points: [
          { timestamp: now - 1, value: 1 },
          { timestamp: now, value: 4 },
        ],
        samples: [
          { timestamp: now - 1, values: [9] },
          { timestamp: now, values: [1, 2, 2, 3] },
        ],
      },
    ]);
  });

  test('a gauge of the same name is another metric', async () => {
    await sendDistribution(intake, 'd', [[now, [1, 2]]]);
    await sendSeries(intake, { metric: 'd', points: [[now, 5]] });

    expect(intake.series({ metric: 'd' }).map(({ type }) => type)).toEqual([
      'count',
      'distribution',
    ]);
  });
});

describe('what is dropped after a 202', () => {
  test.each([
    ['invalid_name', { metric: '123.456' }],
    ['invalid_name', { metric: '' }],
    ['invalid_name', { metric: 'x'.repeat(351) }],
    ['too_many_tags', { tags: Array.from({ length: 101 }, (_, index) => `t:${index}`) }],
    ['tags_too_long', { tags: ['x'.repeat(102_401)] }],
    ['host_too_long', { host: 'h'.repeat(256) }],
    ['too_old', { points: [[now - 3_601, 1]] }],
    ['too_old', { points: [[0, 1]] }],
    ['too_old', { points: [[-5, 1]] }],
    ['too_new', { points: [[now + 601, 1]] }],
    ['too_new', { points: [[now * 1_000, 1]] }],
    ['not_finite', { points: [[now, Number.NaN]] }],
  ] as [string, object][])('%s: %j', async (reason, series) => {
    const reply = await sendSeries(intake, series, { metric: 'kept' });

    expect(reply.status).toBe(202);
    expect(intake.requests()[0]?.dropped).toMatchObject([{ reason, count: 1 }]);
    expect(intake.series()).toMatchObject([{ metric: 'kept' }]);
  });

  test('resources have a limit of their own, beside that of the tags', async () => {
    const points = [{ timestamp: now, value: 1 }];
    const some = (count: number): object[] => [
      { type: 'host', name: 'h' },
      ...Array.from({ length: count }, (_, n) => ({ type: 'r', name: `${n}` })),
    ];
    const tags = (count: number): string[] => Array.from({ length: count }, (_, n) => `t:${n}`);

    const { status } = await send(intake, paths.v2, {
      series: [
        { metric: 'kept', type: 1, points, tags: tags(100), resources: some(499) },
        { metric: 'tags', type: 1, points, tags: tags(101), resources: some(499) },
        { metric: 'resources', type: 1, points, tags: tags(100), resources: some(500) },
      ],
    });

    expect(status).toBe(202);
    expect(intake.requests()[0]?.dropped).toMatchObject([
      { reason: 'too_many_tags', count: 1, metric: 'tags' },
      { reason: 'too_many_resources', count: 1, metric: 'resources' },
    ]);
    expect(intake.series()).toMatchObject([{ metric: 'kept', host: 'h' }]);
  });

  test.each([
    ['an hour back', { points: [[now - 3_600, 1]] }],
    ['ten minutes ahead', { points: [[now + 600, 1]] }],
    ['a hundred tags', { tags: Array.from({ length: 100 }, (_, index) => `t:${index}`) }],
    ['a name of 350 bytes', { metric: 'x'.repeat(350) }],
  ] as [string, object][])('%s is still taken', async (_, series) => {
    await sendSeries(intake, series);

    expect(intake.series()).toHaveLength(1);
    expect(intake.requests()[0]?.dropped).toEqual([]);
  });

  test('only the points that break a rule go, and the hint says why', async () => {
    await sendSeries(intake, {
      points: [
        [now - 9_999, 1],
        [now, 2],
        [now * 1_000, 3],
      ],
    });

    expect(intake.total('m')).toBe(2);
    expect(intake.requests()[0]).toMatchObject({
      points: 3,
      dropped: [
        { reason: 'too_old', count: 1, metric: 'm', hint: expect.stringContaining('9999 s back') },
        { reason: 'too_new', count: 1, hint: expect.stringContaining('milliseconds') },
      ],
    });
  });

  test('a tag over 200 bytes loses its end, never half a character', async () => {
    await sendSeries(intake, { tags: ['ab', `x${'é'.repeat(150)}`] });

    expect(intake.series()[0]?.tags).toEqual(['ab', `x${'é'.repeat(99)}`]);
  });
});

describe('bounds', () => {
  test('points older than the retention are gone, and a context without points too', async () => {
    await sendSeries(
      intake,
      {
        points: [
          [now - 3_000, 1],
          [now, 2],
        ],
      },
      { metric: 'old', points: [[now - 3_000, 1]] },
    );

    time = now + 601;

    expect(intake.series()).toMatchObject([{ metric: 'm', points: [{ value: 2 }] }]);
  });

  test('past maxSeries the context that was silent longest goes', async () => {
    const small = await createIntake({ port: 0, clock, maxSeries: 2 });
    await sendSeries(small, { metric: 'a' }, { metric: 'b' }, { metric: 'a' }, { metric: 'c' });

    expect(
      small
        .series()
        .map(({ metric }) => metric)
        .sort(),
    ).toEqual(['a', 'c']);
    expect(small.requests()[0]?.evicted).toEqual({ series: 1, points: 1 });
    await small.close();
  });

  test('past maxPoints the oldest points of all series go', async () => {
    const small = await createIntake({ port: 0, clock, maxPoints: 4 });
    await sendSeries(
      small,
      {
        metric: 'a',
        points: [
          [now - 4, 1],
          [now - 1, 2],
        ],
      },
      {
        metric: 'b',
        points: [
          [now - 3, 3],
          [now, 4],
        ],
      },
      { metric: 'c', points: [[now - 2, 5]] },
    );

    expect(
      small
        .series()
        .flatMap(({ points }) => points.map(({ value }) => value))
        .sort(),
    ).toEqual([2, 3, 4, 5]);
    expect(small.requests()[0]?.evicted).toEqual({ series: 0, points: 1 });
    await small.close();
  });

  test('samples count against maxPoints', async () => {
    const small = await createIntake({ port: 0, clock, maxPoints: 3 });
    await sendDistribution(small, 'd', [
      [now - 1, [1, 2]],
      [now, [3, 4]],
    ]);

    expect(small.total('d')).toBe(3);
    await small.close();
  });
});
