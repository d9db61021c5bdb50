import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createIntake, type Intake } from '../../src/index.js';
import { clock, now, send } from '../client.js';

let intake: Intake;
beforeAll(async () => {
  intake = await createIntake({ port: 0, clock, maxChecks: 100 });
});
beforeEach(() => intake.reset());
afterAll(() => intake.close());

const path = '/api/v1/check_run';
const run = { check: 'app.ok', host_name: 'web-7', status: 0, tags: ['env:test'] };
const list = (...runs: object[]): string => JSON.stringify(runs);

test('takes a list of runs', async () => {
  const second = {
    check: 'db.ok',
    status: 2,
    message: 'no route',
    timestamp: now - 20,
    tags: null,
  };

  const reply = await send(intake, path, list(run, second));

  expect([reply.status, reply.text]).toEqual([202, '{"status":"ok"}']);
  expect(intake.checks()).toEqual([
    {
      check: 'app.ok',
      host: 'web-7',
      status: 'ok',
      tags: ['env:test'],
      message: '',
      timestamp: now,
    },
    {
      check: 'db.ok',
      host: '',
      status: 'critical',
      tags: [],
      message: 'no route',
      timestamp: now - 20,
    },
  ]);
  expect(intake.requests()).toMatchObject([{ checks: 2 }]);
});

test('takes a single run, as older clients send it', async () => {
  expect(await send(intake, path, run)).toMatchObject({ status: 202 });
  expect(intake.checks()).toMatchObject([{ check: 'app.ok' }]);
});

test.each([
  [list({ ...run, status: 4 }), '[0].status must be 0 (ok), 1 (warning), 2 (critical) or 3'],
  [list({ ...run, status: '0' }), '[0].status must be'],
  [list(run, { ...run, check: undefined }), '[1].check must be a string, got nothing'],
  [list(run, { ...run, tags: 'a' }), '[1].tags must be an array'],
  [JSON.stringify({ ...run, status: -1 }), 'status must be 0'],
  ['[1]', '[0] must be an object, got number 1'],
  ['"x"', 'the body must be an object'],
])('answers %s with 400 and the place', async (body, message) => {
  const reply = await send(intake, path, body);

  expect(reply.status).toBe(400);
  expect(reply.json.errors?.[0]).toContain(message);
  expect(intake.checks()).toEqual([]);
});

test('a run over ten minutes old is dropped after a 202', async () => {
  const old = { ...run, timestamp: now - 601 };
  const good = { ...run, timestamp: now - 600 };

  expect(await send(intake, path, list(old, good))).toMatchObject({ status: 202 });
  expect(intake.checks()).toHaveLength(1);
  expect(intake.drops()).toMatchObject([{ reason: 'too_old', count: 1, metric: 'app.ok' }]);
});

test('the oldest go when there are too many', async () => {
  const runs = Array.from({ length: 350 }, (_, n) => ({ ...run, check: String(n) }));

  await send(intake, path, list(...runs));

  expect(intake.checks().map(({ check }) => check)).toEqual(
    Array.from({ length: 100 }, (_, n) => String(n + 250)),
  );
});
