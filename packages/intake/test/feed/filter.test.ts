import { expect, test } from 'vitest';
import { now, sendSeries } from '../client.js';
import { events, first, intake, look, next, useFeed } from './rig.js';

useFeed();

const points: [number, number][] = [[now - 2, 1]];

test('words that only different contexts of a metric have let none of them through', async () => {
  await sendSeries(
    intake,
    { metric: 'hits', points, tags: ['route:/cart', 'zone:1'] },
    { metric: 'hits', points, tags: ['route:/home', 'zone:2'] },
  );

  expect((await first({ filter: 'cart zone:1' })).keys).toEqual(['s hits']);
  expect((await first({ filter: 'cart zone:2' })).keys).toEqual([]);
});

test('a filter finds contexts that came after it was read first, and none that are gone', async () => {
  await sendSeries(intake, { metric: 'hits', points, tags: ['zone:1'] });
  const feed = events({ filter: 'zone:2' });
  const { id } = await next(feed, 'start');
  expect((await next(feed, 'board')).keys).toEqual([]);

  await sendSeries(intake, { metric: 'hits', points, tags: ['zone:2'] });
  expect(await next(feed, 'board')).toMatchObject({ keys: ['s hits'], tagKeys: ['zone'] });

  await fetch(`${intake.url}/_control/reset`, { method: 'POST' });
  await sendSeries(intake, { metric: 'hits', points, tags: ['zone:3'] });
  await look(id, { filter: 'zone:2', turn: 1 });
  let told = await next(feed, 'board');
  while (told.turn !== 1) told = await next(feed, 'board');
  expect(told.keys).toEqual([]);
  await feed.return(undefined);
});

test('a metric of very many contexts is found by each of them', async () => {
  const tagged = Array.from({ length: 1_200 }, (_, n) => ({
    metric: 'hits',
    points,
    tags: [`id:${n}.`],
  }));
  await sendSeries(intake, ...tagged);

  const { charts } = await first({ filter: 'id:1199.' });
  expect(charts).toMatchObject([{ key: 's hits', contexts: 1 }]);
  expect((await first({ filter: 'id:1200.' })).keys).toEqual([]);
});

test('the chart of a histogram is found by the name of each of its lines, and has that line', async () => {
  for (const part of ['avg', '95percentile', 'max', 'count']) {
    await sendSeries(intake, { metric: `t.${part}`, type: 3, points });
  }

  const { keys, charts } = await first({ filter: 't.95percentile' });
  expect(keys).toEqual(['h t']);
  expect(charts).toMatchObject([{ key: 'h t', labels: ['p95'] }]);
  expect((await first({ filter: 't.' })).charts).toMatchObject([{ labels: ['avg', 'p95', 'max'] }]);
  expect((await first({ filter: 't.max zone:1' })).keys).toEqual([]);
});
