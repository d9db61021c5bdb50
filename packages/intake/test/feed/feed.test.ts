import { afterEach, beforeEach, expect, test } from 'vitest';
import { createIntake, type Intake } from '../../src/index.js';
import { now, sendDistribution, sendSeries } from '../client.js';

interface FeedEvent {
  event: string;
  // biome-ignore lint/suspicious/noExplicitAny: each event has a shape of its own
  data: any;
}

let intake: Intake;
let time: number;
beforeEach(async () => {
  time = now;
  intake = await createIntake({ port: 0, clock: { now: () => time * 1_000 } });
});
afterEach(() => intake.close());

/** Reads events until the one wanted has come. */
async function* events(filter = ''): AsyncGenerator<FeedEvent> {
  const response = await fetch(`${intake.url}/feed?filter=${encodeURIComponent(filter)}`);
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    text += decoder.decode(chunk, { stream: true });
    const parts = text.split('\n\n');
    text = parts.pop() ?? '';
    for (const part of parts) {
      const [event = '', data = ''] = part.split('\n');
      yield { event: event.slice(7), data: JSON.parse(data.slice(6)) };
    }
  }
}

async function next(feed: AsyncGenerator<FeedEvent>, event: string): Promise<FeedEvent['data']> {
  for (;;) {
    const { value, done } = await feed.next();
    if (done === true) throw new Error(`the feed ended before ${event}`);
    if (value.event === event) return value.data;
  }
}

test('a page that connects gets everything, then only what changes', async () => {
  const column = now - 2;
  await sendSeries(intake, {
    points: [
      [column - 10, 1],
      [column, 2],
    ],
    interval: 10,
  });
  const feed = events();

  expect(await next(feed, 'start')).toMatchObject({ series: 1, points: 2, payloads: 1 });
  expect(await next(feed, 'metrics')).toEqual([
    {
      name: 'm',
      type: 'count',
      combine: 'sum',
      contexts: 1,
      width: 10,
      from: column - 300,
      times: [column - 10, column],
      lines: [[1, 2]],
      lastAt: column,
    },
  ]);
  await next(feed, 'settled');
  await sendSeries(intake, { points: [[column + 1, 5]], interval: 10 });
  expect(await next(feed, 'metrics')).toMatchObject([
    { from: column, times: [column], lines: [[7]] },
  ]);
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
  const feed = events();

  expect(await next(feed, 'metrics')).toMatchObject([{ combine, contexts: 2, lines: [[value]] }]);
  await feed.return(undefined);
});

test('a distribution has median, 95th percentile and number of samples', async () => {
  await sendDistribution(intake, 'd', [[now, [4, 1, 3, 2, 100]]]);
  const feed = events();

  expect(await next(feed, 'metrics')).toMatchObject([
    { combine: 'percentiles', lines: [[3], [100], [5]] },
  ]);
  await feed.return(undefined);
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
  const feed = events(filter);
  let seen = 0;
  for await (const { event, data } of feed) {
    if (event === 'metrics') for (const view of data) seen += view.contexts;
    if (event === 'settled') break;
  }

  expect(seen).toBe(contexts);
});

test('a metric that is forgotten leaves the page', async () => {
  await sendSeries(intake, {});
  const feed = events();
  await next(feed, 'settled');

  time += 3_700;

  expect(await next(feed, 'removed')).toEqual({ name: 'm', distribution: false });
  await feed.return(undefined);
});

test('a refusal is told with its reason', async () => {
  const feed = events();
  await next(feed, 'settled');
  await sendSeries(intake, { type: 9 });

  for (;;) {
    const { refusal } = await next(feed, 'totals');
    if (refusal === null) continue;
    expect(refusal).toMatchObject({ status: 400, reason: expect.stringContaining('type must be') });
    break;
  }
  await feed.return(undefined);
});
