import { expect, test } from 'vitest';
import type { ChartView } from '../../src/feed/chart-view.js';
import { now, sendDistribution, sendSeries } from '../client.js';
import { events, first, intake, look, next, passSeconds, useFeed } from './rig.js';

useFeed();

test('a page that connects gets what it looks at, then only what changes', async () => {
  const column = now - 2;
  await sendSeries(intake, {
    points: [
      [column - 10, 1],
      [column, 2],
    ],
    interval: 10,
  });
  const feed = events({ turn: 3 });

  expect(await next(feed, 'start')).toMatchObject({ series: 1, points: 2, payloads: 1 });
  expect(await next(feed, 'board')).toEqual({
    turn: 3,
    first: 0,
    total: 1,
    keys: ['s m'],
    tagKeys: [],
    charts: [
      {
        key: 's m',
        name: 'm',
        kind: 'count',
        combine: 'sum',
        contexts: 1,
        width: 10,
        from: column - 300,
        times: [column - 10, column],
        labels: ['sum'],
        lines: [[1, 2]],
        split: false,
        measure: 'sum',
        hidden: 0,
        samples: null,
        lastAt: column,
      },
    ],
  });
  await sendSeries(intake, { points: [[column + 1, 5]], interval: 10 });
  const { keys, charts } = await next(feed, 'board');
  expect(keys).toBeUndefined();
  expect(charts).toMatchObject([{ from: column, times: [column], lines: [[7]] }]);
  await feed.return(undefined);
});

test.each([
  [1, 'anything', 'sum', 42],
  [2, 'anything', 'sum', 42],
  [3, 'anything', 'mean', 21],
  [3, 'time.max', 'max', 40],
  [3, 'time.min', 'min', 2],
  [3, 'time.sum', 'sum', 42],
])('contexts of type %i named %s are put together by %s', async (type, metric, combine, value) => {
  await sendSeries(
    intake,
    { metric, type, tags: ['a:1'], points: [[now, 2]] },
    { metric, type, tags: ['a:2'], points: [[now, 40]] },
  );

  const { charts } = await first({});
  expect(charts).toMatchObject([{ combine, contexts: 2, lines: [[value]] }]);
});

test.each([
  ['auto', [[3], [100], [100]]],
  ['mean', [[22]]],
  ['min', [[1]]],
  ['max', [[100]]],
  ['sum', [[110]]],
] as const)('a distribution aggregated by %s', async (aggregate, lines) => {
  await sendDistribution(intake, 'd', [[now, [4, 1, 3, 2, 100]]]);

  const { charts } = await first({ aggregate });
  expect(charts).toMatchObject([{ kind: 'distribution', lines, samples: 5 }]);
});

test('aggregates of a histogram are one chart; a lone one stays a metric', async () => {
  await sendSeries(
    intake,
    { metric: 't.avg', type: 3, points: [[now, 2]] },
    { metric: 't.95percentile', type: 3, points: [[now, 8]] },
    { metric: 't.max', type: 3, points: [[now, 9]] },
    { metric: 't.count', points: [[now, 40]] },
    { metric: 'orders.count', points: [[now, 1]] },
  );

  const { keys, charts } = await first({});
  expect(keys).toEqual(['s orders.count', 'h t']);
  expect(charts[1]).toMatchObject({
    kind: 'histogram',
    labels: ['avg', 'p95', 'max'],
    lines: [[2], [8], [9]],
    samples: 40,
  });
});

test.each([
  [['90percentile', 'count'], ['p90']],
  [
    ['max', '90percentile', '5percentile'],
    ['p5', 'p90', 'max'],
  ],
  [
    ['10percentile', '50percentile', '90percentile', '97percentile', 'max'],
    ['p10', 'p50', 'max'],
  ],
  [
    ['avg', '90percentile', 'max'],
    ['avg', 'max'],
  ],
])('of a histogram of %j are drawn %j', async (parts, labels) => {
  const points: [number, number][] = [[now, 2]];
  await sendSeries(intake, ...parts.map((part) => ({ metric: `t.${part}`, type: 3, points })));

  expect((await first({})).charts).toMatchObject([{ key: 'h t', labels }]);
});

test('a chart that gets another line is told as a whole', async () => {
  const points = (value: number): [number, number][] => [
    [now - 20, value],
    [now, value],
  ];
  await sendSeries(
    intake,
    { metric: 't.avg', type: 3, points: points(2) },
    { metric: 't.max', type: 3, points: points(9) },
  );
  const feed = events();
  const [before] = (await next(feed, 'board')).charts;
  expect(before.labels).toEqual(['avg', 'max']);

  await sendSeries(intake, { metric: 't.95percentile', type: 3, points: [[now, 8]] });

  const [chart] = (await next(feed, 'board')).charts;
  expect(chart.labels).toEqual(['avg', 'p95', 'max']);
  expect(chart.lines).toEqual([
    [2, 2],
    [null, 8],
    [9, 9],
  ]);
  await feed.return(undefined);
});

test('splits by a tag key: the largest lines, and how many more there are', async () => {
  const values = Array.from({ length: 10 }, (_, index) => index + 1);
  await sendSeries(
    intake,
    ...values.map((value) => ({
      tags: [`route:/${value}`],
      host: `web-${value % 2}`,
      points: [[now, value]] as [number, number][],
    })),
  );

  const byRoute = await first({ by: 'route' });
  expect(byRoute.tagKeys).toEqual(['host', 'route']);
  expect(byRoute.charts).toMatchObject([{ split: true, hidden: 2 }]);
  expect(byRoute.charts[0].labels.slice(0, 2)).toEqual(['/10', '/9']);
  const byHost = await first({ by: 'host' });
  expect(byHost.charts).toMatchObject([{ labels: ['web-0', 'web-1'], lines: [[30], [25]] }]);
  const byNone = await first({ by: 'nothing' });
  expect(byNone.charts).toMatchObject([{ split: false, lines: [[55]] }]);
});

test.each([
  ['', 3],
  ['ROUTE:/a', 1],
  ['hits route', 2],
  ['host:web', 1],
  ['hits host:web', 0],
  ['nothing', 0],
])('the filter %j lets %i contexts through', async (filter, contexts) => {
  await sendSeries(
    intake,
    { metric: 'hits', tags: ['route:/a'] },
    { metric: 'hits', tags: ['route:/b'] },
    { metric: 'other', host: 'web-1' },
  );

  const { charts } = await first({ filter });
  expect(charts.reduce((sum: number, chart: ChartView) => sum + chart.contexts, 0)).toBe(contexts);
});

test('a page is told at once of what it looks at next, and of no more than is in view', async () => {
  const names = Array.from({ length: 300 }, (_, index) => `m${String(index).padStart(3, '0')}`);
  await sendSeries(intake, ...names.map((metric) => ({ metric })));
  const feed = events({ first: 0, count: 10 });
  const { id } = await next(feed, 'start');
  const board = await next(feed, 'board');
  expect(board).toMatchObject({ total: 300, first: 0 });
  expect(board.charts).toHaveLength(10);

  expect((await look(id, { turn: 1, first: 5, count: 10 })).status).toBe(204);

  const moved = await next(feed, 'board');
  expect(moved).toMatchObject({ turn: 1, total: 300, first: 5 });
  expect(moved.keys).toEqual(names.slice(5, 15).map((name) => `s ${name}`));
  // Five of them it has already.
  expect(moved.charts.map(({ name }: ChartView) => name)).toEqual(names.slice(10, 15));
  await feed.return(undefined);
});

test.each([
  ['{"windowSeconds": 7}', 400, 'windowSeconds'],
  ['{"count": 100000}', 400, 'count'],
  ['{', 400, ''],
])('the watch %s is refused', async (watch, status, place) => {
  const response = await fetch(`${intake.url}/feed?watch=${encodeURIComponent(watch)}`);

  expect(response.status).toBe(status);
  expect(await response.text()).toContain(place);
});

test('nobody changes what a page looks at without knowing its id, or from another origin', async () => {
  const feed = events();
  const { id } = await next(feed, 'start');
  expect((await look('no-such-id', {})).status).toBe(404);
  const foreign = await fetch(`${intake.url}/feed/watch`, {
    method: 'POST',
    body: JSON.stringify({ id }),
    headers: { origin: 'http://elsewhere.example' },
  });

  expect(foreign.status).toBe(403);
  await feed.return(undefined);
});

test('a metric that is forgotten leaves the page', async () => {
  await sendSeries(intake, {});
  const feed = events();
  expect(await next(feed, 'board')).toMatchObject({ total: 1 });

  passSeconds(3_700);

  expect(await next(feed, 'board')).toMatchObject({ total: 0, keys: [], charts: [] });
  await feed.return(undefined);
});

test('a refusal is told with its reason', async () => {
  const feed = events();
  await next(feed, 'start');
  await sendSeries(intake, { type: 9 });

  for (;;) {
    const { refusal } = await next(feed, 'totals');
    if (refusal === null) continue;
    expect(refusal).toMatchObject({ status: 400, reason: expect.stringContaining('type must be') });
    break;
  }
  await feed.return(undefined);
});

test('who follows is told of each metric by itself, and of those that go', async () => {
  await sendSeries(
    intake,
    { metric: 't.avg', type: 3, points: [[now, 2]] },
    { metric: 't.max', type: 3, points: [[now, 9]] },
  );
  const feed = events({ view: 'follow' });
  const names = (charts: ChartView[]): string[] => charts.map(({ name }) => name);
  expect(names(await next(feed, 'metrics'))).toEqual(['t.avg', 't.max']);

  await sendSeries(intake, { metric: 't.max', type: 3, points: [[now, 10]] });
  const changed = await next(feed, 'metrics');
  expect(names(changed)).toEqual(['t.max']);
  expect(changed[0].lines).toEqual([[10]]);

  passSeconds(3_700);
  expect(await next(feed, 'removed')).toEqual({ key: 's t.avg' });
  await feed.return(undefined);
});
