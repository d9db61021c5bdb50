import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createIntake, type Intake } from '../../src/index.js';
import { agentSketches } from '../agent-flush.js';
import { clock, now, send, sendDistribution } from '../client.js';
import { sketchPayload } from '../proto-writer.js';

let intake: Intake;
beforeAll(async () => {
  intake = await createIntake({ port: 0, clock, maxPoints: 100 });
});
beforeEach(() => intake.reset());
afterAll(() => intake.close());

const path = '/api/beta/sketches';
const headers = { 'content-type': 'application/x-protobuf' };
const oneSketch = (at: number, value: number, keys = 1): Buffer => {
  const bins = Array.from({ length: keys }, (_, key): [number, number] => [key + 1, 1]);
  const sketch = { at, bins, min: value, max: value, sum: value * keys };
  return sketchPayload([{ metric: 'd', sketches: [sketch] }]);
};

test('sketches of one second add up, over payloads too', async () => {
  expect(await send(intake, path, agentSketches, headers)).toMatchObject({ status: 202 });
  await send(intake, path, agentSketches, headers);

  const [series] = intake.series({ metric: 'shop.latency' });
  expect(series).toMatchObject({
    type: 'distribution',
    host: 'web-7',
    tags: ['env:test'],
    points: [{ timestamp: now - 2, value: 10 }],
  });
  const sketch = series?.sketches?.[0]?.sketch;
  expect(sketch).toMatchObject({ count: 10, min: 1, max: 100, sum: 230, average: 23 });
  expect(sketch?.quantile(0.5)).toBeCloseTo(2, 1);
  expect(intake.requests()).toMatchObject([
    { series: 1, points: 5 },
    { series: 1, points: 5 },
  ]);
});

test('they add up with samples of the same distribution', async () => {
  await send(intake, path, oneSketch(now, 1), headers);
  await sendDistribution(intake, 'd', [[now, [1, 2]]]);

  expect(intake.series()).toHaveLength(1);
  expect(intake.total('d')).toBe(3);
});

test('what Datadog would drop is dropped, counted in samples', async () => {
  await send(intake, path, oneSketch(now - 4_000, 1, 3), headers);
  await send(intake, path, oneSketch(now, Number.NaN, 2), headers);

  expect(intake.series()).toEqual([]);
  expect(intake.drops()).toMatchObject([
    { reason: 'too_old', count: 3, metric: 'd' },
    { reason: 'not_finite', count: 2, metric: 'd' },
  ]);
});

test('past the bound of points the oldest sketches go, by their bins', async () => {
  for (let back = 20; back >= 0; back--)
    await send(intake, path, oneSketch(now - back, 1, 10), headers);

  const held = intake.series()[0]?.sketches?.map(({ timestamp }) => timestamp) ?? [];
  expect(held.length).toBeLessThanOrEqual(10);
  expect(held.length).toBeGreaterThanOrEqual(5);
  expect(held.at(-1)).toBe(now);
  const evicted = intake.requests().reduce((sum, request) => sum + request.evicted.points, 0);
  expect(evicted).toBe(21 - held.length);
});

test('JSON is refused, and what is taken is named', async () => {
  const reply = await send(intake, path, { sketches: [] });

  expect(reply.status).toBe(415);
  expect(reply.json.errors?.[0]).toContain('application/x-protobuf');
});

test('old sketches are forgotten with their context', async () => {
  let time = now;
  const moving = await createIntake({ port: 0, clock: { now: () => time * 1_000 } });
  await send(moving, path, agentSketches, headers);

  time += 3_599;
  expect(moving.series()).toEqual([]);
  await moving.close();
});
