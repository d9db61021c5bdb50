import { expect, test } from 'vitest';
import type { Intake } from '../../src/index.js';
import { notices, passSeconds, seconds, start, useFile } from './rig.js';

useFile();

const names = (count: number): string[] => Array.from({ length: count }, (_, n) => `t${n}`);
const keysOf = (tenants: readonly string[]): Record<string, string[]> =>
  Object.fromEntries(tenants.map((name) => [name, [`key-${name}`]]));

function request(held: Intake, tenant: string, path: string, body?: object): Promise<Response> {
  return fetch(held.url + path, {
    method: body === undefined ? 'GET' : path.endsWith('series') ? 'POST' : 'PUT',
    headers: {
      'dd-api-key': `key-${tenant}`,
      'dd-application-key': 'app',
      'content-type': 'application/json',
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

/** Sends a point of each tenant, and its unit. */
async function fill(held: Intake, tenants: readonly string[]): Promise<void> {
  const send = async (tenant: string): Promise<void> => {
    const series = [{ metric: 'm', points: [[seconds, 1]] }];
    expect((await request(held, tenant, '/api/v1/series', { series })).status).toBe(202);
    const unit = { unit: 'byte' };
    expect((await request(held, tenant, '/api/v1/metrics/m', unit)).status).toBe(200);
  };
  await Promise.all(tenants.map(send));
}

const unitOf = async (held: Intake, tenant: string): Promise<unknown> =>
  ((await (await request(held, tenant, '/api/v1/metrics/m')).json()) as { unit?: unknown }).unit;

test('as many tenants as have keys are taken, and taken up', async () => {
  const tenants = keysOf(names(105));
  await fill(await start({ tenants }), names(105));

  const second = await start({ tenants });

  expect(second.tenant('t104').total('m')).toBe(1);
  expect(await unitOf(second, 't104')).toBe('byte');
  expect(notices).toEqual([expect.stringContaining('took up 210 records')]);
});

test('without keys the file of 105 stops no start, and says what it had no room for', async () => {
  await fill(await start({ tenants: keysOf(names(105)) }), names(105));

  const second = await start();

  expect(second.state().tenants).toHaveLength(101);
  expect(notices).toContainEqual(expect.stringMatching(/no room for 5 tenants of .*--tenant/));
});

test('tenants of which only metadata are left take no room, and find them when they come', async () => {
  const [old, recent] = [names(105).slice(0, 50), names(105).slice(50)];
  await fill(await start({ tenants: keysOf(old) }), old);
  passSeconds(10_000);
  await fill(await start({ tenants: keysOf(recent) }), recent);
  passSeconds(10_000);

  const later = await start();

  expect(later.state().tenants).toHaveLength(1);
  const tenants = keysOf(['t104']);
  for (let round = 0; round < 2; round++) {
    const held = await start({ tenants });
    const series = [{ metric: 'm', points: [[seconds, 1]] }];
    await request(held, 't104', '/api/v1/series', { series });
    expect(await unitOf(held, 't104')).toBe('byte');
    passSeconds(10_000);
  }
});

test('however many tenants have keys, none loses its metadata once its points are gone', async () => {
  const tenants = keysOf(names(150));
  await fill(await start({ tenants }), names(150));
  passSeconds(10_000);
  await start({ tenants });

  const later = await start({ tenants });

  for (const tenant of ['t0', 't149']) expect(await unitOf(later, tenant)).toBe('byte');
  expect(notices).not.toContainEqual(expect.stringContaining('no room'));
});
