import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createIntake, type Intake } from '../../src/index.js';
import { clock, paths, read, send } from '../client.js';

const body = {
  series: [{ metric: 'm', type: 1, points: [{ timestamp: clock.now() / 1_000, value: 1 }] }],
};
const toHost = (host: string, key: string): Record<string, string> => ({ host, 'dd-api-key': key });

describe('with keys of their own', () => {
  let intake: Intake;
  beforeEach(async () => {
    const tenants = { acme: ['acme-key'], beta: ['beta-1', 'beta-2'] };
    intake = await createIntake({ port: 0, clock, apiKeys: ['mine'], tenants });
  });
  afterEach(() => intake.close());

  const totals = (): number[] => ['', 'acme', 'beta'].map((name) => intake.tenant(name).total('m'));

  test.each([
    ['the first', 'acme-key', [0, 1, 0]],
    ['the second', 'beta-1', [0, 0, 1]],
    ['another of the second', 'beta-2', [0, 0, 1]],
    ['no tenant', 'mine', [1, 0, 0]],
  ])('a key of %s stores for it alone', async (_, key, expected) => {
    expect(await send(intake, paths.v2, body, { 'dd-api-key': key })).toMatchObject({
      status: 202,
    });
    expect(totals()).toEqual(expected);
  });

  test.each([
    ['dd.acme.example.com', 'acme-key', 202, [0, 1, 0]],
    ['dd.ACME.localhost:8282', 'acme-key', 202, [0, 1, 0]],
    ['dd.beta.example.com', 'acme-key', 403, [0, 0, 0]],
    ['dd.beta.example.com', 'mine', 403, [0, 0, 0]],
    ['dd.gamma.example.com', 'acme-key', 403, [0, 0, 0]],
    ['api.beta.example.com', 'acme-key', 202, [0, 1, 0]],
    ['dd.acme.example.com', 'wrong', 403, [0, 0, 0]],
  ])('host %s with %s is answered %i', async (host, key, status, expected) => {
    const reply = await send(intake, paths.v2, body, toHost(host, key));

    expect(reply.status).toBe(status);
    expect(totals()).toEqual(expected);
  });

  test('no tenant sees or controls what is of others', async () => {
    const statusOf = async (path: string, key: string): Promise<number> =>
      (await fetch(intake.url + path, { headers: { 'dd-api-key': key } })).status;

    expect(await statusOf('/_control/payloads', 'acme-key')).toBe(403);
    expect(await statusOf('/_control/payloads', 'mine')).toBe(200);
  });

  test('events, checks, metadata, requests and drops are kept apart', async () => {
    const acme = { 'dd-api-key': 'acme-key' };
    await send(intake, '/api/v1/events', { title: 'e', text: '' }, acme);
    await send(intake, '/api/v1/check_run', { check: 'c', status: 0 }, acme);
    await send(intake, '/api/v1/check_run', { check: 'old', status: 0, timestamp: 5 }, acme);
    const [event] = intake.tenant('acme').events();

    expect(intake.tenant('acme').checks()).toHaveLength(1);
    expect(intake.tenant('acme').drops()).toHaveLength(1);
    expect(intake.tenant('acme').requests()).toHaveLength(3);
    for (const name of ['', 'beta']) {
      const other = intake.tenant(name);
      expect([other.events(), other.checks(), other.drops(), other.requests()]).toEqual([
        [],
        [],
        [],
        [],
      ]);
    }
    const path = `/api/v1/events/${event?.id}`;
    expect(await read(intake, path, acme)).toMatchObject({ status: 200 });
    expect(await read(intake, path, { 'dd-api-key': 'beta-1' })).toMatchObject({ status: 404 });
  });
});

describe('without any keys', () => {
  let intake: Intake;
  beforeEach(async () => {
    intake = await createIntake({ port: 0, clock });
  });
  afterEach(() => intake.close());

  test('the host names the tenant', async () => {
    await send(intake, paths.v2, body, toHost('dd.acme.example.com', 'any'));

    expect(intake.tenant('acme').total('m')).toBe(1);
    expect(intake.total('m')).toBe(0);
    expect(intake.tenant('acme').requests()).toMatchObject([{ tenant: 'acme' }]);
  });

  test.each(['dd.example', 'dd..example.com', 'dd._.example.com', 'xdd.acme.example.com', ''])(
    'host %j names none',
    async (host) => {
      await send(intake, paths.v2, body, toHost(host, 'any'));

      expect(intake.total('m')).toBe(1);
    },
  );

  test('nobody can make more than a hundred of them', async () => {
    const statuses = new Set<number>();
    for (let n = 0; n < 101; n++) {
      const headers = toHost(`dd.t${n}.example.com`, 'any');
      statuses.add((await send(intake, paths.v2, body, headers)).status);
    }

    expect([...statuses]).toEqual([202, 403]);
    expect(await send(intake, paths.v2, body)).toMatchObject({ status: 202 });
  });

  test('reset() forgets what all of them hold', async () => {
    await send(intake, paths.v2, body, toHost('dd.acme.example.com', 'any'));

    intake.reset();

    expect(intake.tenant('acme').series()).toEqual([]);
  });
});

test.each([
  [{ Acme: ['k'] }, 'tenant "Acme" must have a name of lower-case letters'],
  [{ acme: [] }, 'tenant "acme" must have a list of keys'],
  [{ acme: [''] }, 'tenant "acme" must have a list of keys'],
])('tenants %j are refused', async (tenants, message) => {
  await expect(createIntake({ port: 0, tenants })).rejects.toThrow(message);
});

test('the same key can’t be that of two tenants', async () => {
  const tenants = { acme: ['same'], beta: ['same'] };

  await expect(createIntake({ port: 0, tenants })).rejects.toThrow('one key for two tenants');
});
