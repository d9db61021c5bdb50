import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createIntake, type Intake } from '../../src/index.js';
import { clock, now, paths, send } from '../client.js';

let intake: Intake;
beforeAll(async () => {
  intake = await createIntake({ port: 0, clock });
});
beforeEach(() => intake.reset());
afterAll(() => intake.close());

const v1 = { metric: 'm', points: [[now, 1]] };
const v2 = { metric: 'm', type: 3, points: [{ timestamp: now, value: 1 }] };
const distribution = { metric: 'm', points: [[now, [1]]] };

test.each([
  [paths.v2, { ...v2, metric: undefined }, 'metric must be a string, got nothing'],
  [paths.v2, { ...v2, type: 'gauge' }, 'type must be 0, 1 (count), 2 (rate) or 3 (gauge)'],
  [paths.v2, { ...v2, type: 4 }, 'type must be 0'],
  [paths.v2, { ...v2, points: undefined }, 'points must be an array, got nothing'],
  [paths.v2, { ...v2, points: [[now, 1]] }, 'points[0] must be an object, got an array'],
  [paths.v2, { ...v2, points: [{ timestamp: '1', value: 1 }] }, 'points[0].timestamp must be'],
  [paths.v2, { ...v2, points: [{ timestamp: 1.5, value: 1 }] }, 'points[0].timestamp must be'],
  [paths.v2, { ...v2, points: [{ timestamp: now, value: '1' }] }, 'points[0].value must be a num'],
  [paths.v2, { ...v2, tags: 'a:b' }, 'tags must be an array, got string "a:b"'],
  [paths.v2, { ...v2, tags: ['a:b', 1] }, 'tags[1] must be a string, got number 1'],
  [paths.v2, { ...v2, interval: -1 }, 'interval must be a whole number of seconds'],
  [paths.v2, { ...v2, resources: ['h'] }, 'resources[0] must be an object'],
  [paths.v2, { ...v2, resources: [{ type: 'host', name: 1 }] }, 'resources[0].name must be a str'],
  [paths.v1, { ...v1, type: 'distribution' }, 'type must be "count", "rate" or "gauge"'],
  [paths.v1, { ...v1, type: 1 }, 'type must be a string'],
  [paths.v1, { ...v1, points: [[now]] }, 'points[0] must be a pair of time and value'],
  [paths.v1, { ...v1, points: [[now, '1']] }, 'points[0][1] must be a number'],
  [paths.v1, { ...v1, points: [['now', 1]] }, 'points[0][0] must be unix seconds'],
  [paths.v1, { ...v1, host: 7 }, 'host must be a string'],
  [paths.distribution, { ...distribution, type: 'gauge' }, 'type must be "distribution"'],
  [paths.distribution, { ...distribution, points: [[now, 1]] }, 'points[0][1] must be an array'],
  [paths.distribution, { ...distribution, points: [[now, [1, '2']]] }, 'points[0][1][1] must be'],
  [paths.distribution, { ...distribution, points: [[now, [null]]] }, 'points[0][1][0] must be'],
])('%s answers %j with 400 and the place', async (path, series, message) => {
  const reply = await send(intake, path, { series: [series] });

  expect(reply.status).toBe(400);
  expect(reply.json.errors?.[0]).toContain(`series[0].${message}`);
});

test('v2 reads type, interval, host and other resources', async () => {
  const resources = [
    { type: 'device', name: 'sda' },
    { type: 'host', name: 'web-7' },
  ];

  await send(intake, paths.v2, {
    series: [{ ...v2, type: 2, interval: 10, tags: ['b:2', 'a:1', 'b:2'], resources }],
  });

  expect(intake.series()).toEqual([
    {
      metric: 'm',
      type: 'rate',
      host: 'web-7',
      tags: ['a:1', 'b:2', 'device:sda'],
      interval: 10,
      points: [{ timestamp: now, value: 1 }],
    },
  ]);
});

test('v1 reads type, interval, host and device, and cuts fractions of seconds', async () => {
  const points = [[now + 0.75, 2.5]];

  await send(intake, paths.v1, {
    series: [{ ...v1, points, type: 'gauge', host: 'web-7', device: 'sda', interval: null }],
  });

  expect(intake.series()).toEqual([
    {
      metric: 'm',
      type: 'gauge',
      host: 'web-7',
      tags: ['device:sda'],
      points: [{ timestamp: now, value: 2.5 }],
    },
  ]);
});

test.each([
  [paths.v1, v1],
  [paths.v1, { ...v1, type: '', host: null, tags: null }],
  [paths.v2, { ...v2, type: undefined }],
  [paths.v2, { ...v2, type: 0, tags: null, resources: null, interval: null }],
])('%s takes %j as a series without a type', async (path, series) => {
  await send(intake, path, { series: [series] });

  expect(intake.series()).toMatchObject([{ type: 'unspecified', host: '', tags: [] }]);
});

test('names that objects inherit are ordinary names', async () => {
  const body = `{"series":[{"metric":"constructor","type":1,"__proto__":{"a":1},
    "points":[{"timestamp":${now},"value":1}],"tags":["__proto__:x","toString"]}]}`;

  expect(await send(intake, paths.v2, body)).toMatchObject({ status: 202 });
  expect(intake.total('constructor', ['toString'])).toBe(1);
});
