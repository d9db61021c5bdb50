import { afterEach, beforeEach, expect, test } from 'vitest';
import { createIntake, type FaultAnswer, type Intake } from '../../src/index.js';
import { clock, now, paths, sendSeries } from '../client.js';

let intake: Intake;
beforeEach(async () => {
  intake = await createIntake({ port: 0, clock });
});
afterEach(() => intake.close());

test('answers are given in order, then service is normal again', async () => {
  intake.respondNext({ status: 503 }, { status: 429, headers: { 'x-ratelimit-reset': '7' } });

  const statuses: number[] = [];
  for (let turn = 0; turn < 3; turn++) statuses.push((await sendSeries(intake, {})).status);

  expect(statuses).toEqual([503, 429, 202]);
  expect(intake.total('m')).toBe(1);
  expect(intake.requests().map(({ status }) => status)).toEqual([503, 429, 202]);
});

test('an answer brings its own headers and body, and stores nothing', async () => {
  const headers = { 'retry-after': '3', 'content-type': 'text/html' };
  intake.respondNext({ status: 500, headers, body: '<h1>no</h1>' });

  const response = await fetch(intake.url + paths.v2, { method: 'POST', body: 'x' });

  expect(response.status).toBe(500);
  expect(response.headers.get('retry-after')).toBe('3');
  expect(response.headers.get('content-type')).toBe('text/html');
  expect(await response.text()).toBe('<h1>no</h1>');
  expect(intake.series()).toEqual([]);
});

test('a reset destroys the connection and stores nothing', async () => {
  intake.respondNext({ reset: true });

  await expect(sendSeries(intake, {})).rejects.toThrow('fetch failed');

  expect(intake.series()).toEqual([]);
  expect(intake.requests()).toMatchObject([
    { status: 0, errors: [expect.stringMatching(/reset/)] },
  ]);
});

test('accept-then-reset stores the payload and leaves the client without an answer', async () => {
  intake.respondNext({ acceptThenReset: true });

  await expect(sendSeries(intake, { points: [[now, 5]] })).rejects.toThrow('fetch failed');

  expect(intake.total('m')).toBe(5);
  expect(intake.requests()).toMatchObject([{ status: 0, series: 1 }]);
});

test.each([{}, { status: 99 }, { status: '503' }, { delay: 1 }])(
  '%j is refused as a fault',
  (answer) => {
    expect(() => intake.respondNext(answer as unknown as FaultAnswer)).toThrow(/respondNext: give/);
  },
);
