import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createIntake, type Intake } from '../../src/index.js';
import { parseRateLimit } from '../../src/rate-limit.js';
import { paths, send } from '../client.js';

/** 100 s into a period of 3600 s. */
let seconds: number;
let intake: Intake;
beforeEach(async () => {
  seconds = 3_600 * 500_000 + 100;
  intake = await createIntake({
    port: 0,
    clock: { now: () => seconds * 1_000 },
    rateLimit: { requests: 2, periodSeconds: 3_600 },
  });
});
afterEach(() => intake.close());

async function validate(path = '/api/v1/validate') {
  const response = await fetch(intake.url + path, { headers: { 'dd-api-key': 'k' } });
  const { status, headers } = response;
  const limit = ['limit', 'period', 'remaining', 'reset', 'name'].map((name) =>
    headers.get(`x-ratelimit-${name}`),
  );
  return { status, limit, body: await response.json() };
}

test('all five headers count down to a 429, until the next whole period begins', async () => {
  expect(await validate()).toMatchObject({
    status: 200,
    limit: ['2', '3600', '1', '3500', 'management'],
  });
  seconds += 0.5;
  expect(await validate()).toMatchObject({
    status: 200,
    limit: ['2', '3600', '0', '3500', 'management'],
  });
  expect(await validate()).toMatchObject({
    status: 429,
    limit: ['2', '3600', '0', '3500', 'management'],
    body: { errors: ['Rate limit of 2 in 3600 seconds reached: try again in 3500 seconds'] },
  });

  seconds += 3_499.5;
  expect(await validate()).toMatchObject({
    status: 200,
    limit: ['2', '3600', '1', '3600', 'management'],
  });
});

test('queries have a limit of their own', async () => {
  const remaining = async (path?: string): Promise<string> => {
    const [, , left, , name] = (await validate(path)).limit;
    return `${name} ${left}`;
  };

  expect(await remaining()).toBe('management 1');
  expect(await remaining('/api/v1/query?x')).toBe('query 1');
  expect(await remaining('/api/v2/query/scalar')).toBe('query 0');
});

test('payloads, the page and control are not limited', async () => {
  for (let turn = 0; turn < 5; turn++) {
    expect((await send(intake, paths.v2, { series: [] })).status).toBe(202);
    expect((await fetch(intake.url)).status).toBe(200);
    const state = await fetch(`${intake.url}/_control/state`);
    expect([state.status, state.headers.get('x-ratelimit-limit')]).toEqual([200, null]);
  }
});

test('reset() begins anew', async () => {
  for (let turn = 0; turn < 3; turn++) await validate();

  intake.reset();

  expect((await validate()).status).toBe(200);
});

describe('as text', () => {
  test.each([
    ['100/3600', { requests: 100, periodSeconds: 3_600 }],
    ['100', undefined],
    ['100/', undefined],
    ['0/10', undefined],
    ['1.5/10', undefined],
    ['1/2/3', undefined],
    ['a/b', undefined],
  ])('%s is %j', (text, limit) => {
    expect(parseRateLimit(text)).toEqual(limit);
  });
});
