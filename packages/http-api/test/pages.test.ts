import { expect, test } from 'vitest';
import { type Answer, collect, makeRig } from './rig.js';

test('pages are fetched as they are wanted', async () => {
  const { server, api } = await makeRig();
  const page = (ids: number[]): Answer => ({
    json: ids.map((id) => ({ id, type: 'composite', query: 'q' })),
  });
  server.answers.push(page([3, 7]), page([9]), page([]));

  const monitors = api.eachMonitor({ tags: 'a' });
  await monitors.next();
  const fetched = server.arrivals.length;
  const rest = await collect(monitors);

  expect(fetched).toBe(1);
  expect(rest.map(({ id }) => id)).toEqual([7, 9]);
  expect(server.arrivals.map(({ path }) => path)).toEqual(
    [0, 7, 9].map((id) => `/api/v1/monitor?tags=a&id_offset=${id}&page_size=100`),
  );
});

test('events are listed page after page, none as part of another', async () => {
  const { server, api } = await makeRig();
  server.answers.push({ json: { events: [{ id: 1 }] } }, { json: { events: [] } });

  expect(await collect(api.eachEvent(1, 2))).toEqual([{ id: '1' }]);
  expect(server.arrivals.map(({ path }) => path)).toEqual([
    '/api/v1/events?start=1&end=2&page=0&unaggregated=true',
    '/api/v1/events?start=1&end=2&page=1&unaggregated=true',
  ]);
});
