import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createIntake, type Intake } from '../../src/index.js';
import { clock, now, sendSeries } from '../client.js';
import { type Api, openApi, strict } from '../official-client.js';

let intake: Intake;
let open: (version: string, name: string) => Api;
beforeAll(async () => {
  intake = await createIntake({ port: 0, clock });
  open = (version, name) => openApi(intake.url, version, name);
});
beforeEach(() => intake.reset());
afterAll(() => intake.close());

test('tags of hosts, by source', async () => {
  const api = open('v1', 'TagsApi');
  const missing = api['getHostTags']?.({ hostName: 'web-1' });
  await expect(missing).rejects.toMatchObject({ code: 404 });

  const body = { tags: ['env:test', 'db'] };
  const made = await api['createHostTags']?.({ hostName: 'web-1', body });
  await api['createHostTags']?.({ hostName: 'web-1', source: 'chef', body: { tags: ['role:a'] } });
  await api['updateHostTags']?.({ hostName: 'web-1', body: { tags: ['db'] } });
  const found = await api['getHostTags']?.({ hostName: 'web-1' });
  const chefs = await api['getHostTags']?.({ hostName: 'web-1', source: 'chef' });
  const all = await api['listHostTags']?.();
  await api['deleteHostTags']?.({ hostName: 'web-1', source: 'chef' });

  expect(strict(made)).toMatchObject({ host: 'web-1', tags: ['db', 'env:test'] });
  expect(strict(found)).toMatchObject({ tags: ['db', 'role:a'] });
  expect(strict(chefs)).toMatchObject({ tags: ['role:a'] });
  expect(strict(all)).toEqual({ tags: { db: ['web-1'], 'role:a': ['web-1'] } });
  expect(await api['getHostTags']?.({ hostName: 'web-1' })).toMatchObject({ tags: ['db'] });
});

test('hosts that report, with their tags', async () => {
  await sendSeries(
    intake,
    { host: 'web-1', points: [[now, 1]] },
    { host: 'web-2', points: [[now - 1_800, 1]] },
  );
  const body = { tags: ['env:test'] };
  await open('v1', 'TagsApi')['createHostTags']?.({ hostName: 'web-2', body });
  const api = open('v1', 'HostsApi');

  expect(strict(await api['listHosts']?.())).toMatchObject({
    hostList: [
      { name: 'web-1', up: true, lastReportedTime: now },
      { name: 'web-2', up: false, tagsBySource: { users: ['env:test'] } },
    ],
    totalMatching: 2,
    totalReturned: 2,
  });
  expect(await api['listHosts']?.({ filter: 'env:test' })).toMatchObject({
    hostList: [{ name: 'web-2' }],
  });
  expect(await api['listHosts']?.({ start: 1, count: 1 })).toMatchObject({
    hostList: [{ name: 'web-2' }],
    totalReturned: 1,
  });
});

describe('monitors', () => {
  const query = 'avg(last_5m):avg:load{env:test} by {host} > 1';
  const body = { type: 'metric alert', query, options: { thresholds: { critical: 1 } } };

  test('are made, changed, listed and deleted', async () => {
    const api = open('v1', 'MonitorsApi');

    const made = strict(await api['createMonitor']?.({ body })) as { id: number };
    const monitorId = made.id;
    const changed = await api['updateMonitor']?.({
      monitorId,
      body: { name: 'Load', tags: ['a'] },
    });
    const listed = await api['listMonitors']?.({ name: 'Lo', monitorTags: 'a', tags: 'env:test' });
    const others = await api['listMonitors']?.({ name: 'x' });
    const deleted = await api['deleteMonitor']?.({ monitorId });

    expect(made).toMatchObject({ ...body, name: query, overallState: 'No Data', multi: true });
    expect(strict(changed)).toMatchObject({ ...body, name: 'Load' });
    expect(listed).toMatchObject([{ id: monitorId }]);
    expect(others).toEqual([]);
    expect(strict(deleted)).toEqual({ deletedMonitorId: monitorId });
    await expect(api['getMonitor']?.({ monitorId })).rejects.toMatchObject({ code: 404 });
  });

  test('come by pages', async () => {
    const api = open('v1', 'MonitorsApi');
    const ids: number[] = [];
    for (let index = 0; index < 3; index++) {
      const made = strict(await api['createMonitor']?.({ body })) as { id: number };
      ids.push(made.id);
    }

    const second = await api['listMonitors']?.({ page: 1, pageSize: 2 });
    const after = await api['listMonitors']?.({ idOffset: ids[0], pageSize: 1 });

    expect(second).toMatchObject([{ id: ids[2] }]);
    expect(after).toMatchObject([{ id: ids[1] }]);
  });

  test.each([
    [{ type: 'metric alert' }, 'query must be a string'],
    [{ type: 'metric alert', query: ' ' }, 'query must be a query'],
    [{ type: 'no such alert', query }, 'type must be one of'],
  ])('refuse %j', async (sent, message) => {
    const refused = await fetch(`${intake.url}/api/v1/monitor`, {
      method: 'POST',
      body: JSON.stringify(sent),
      headers: { 'dd-api-key': 'k', 'dd-application-key': 'k' },
    });

    expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining(message)]);
  });
});

describe('downtimes', () => {
  const attributes = {
    scope: 'env:staging',
    monitorIdentifier: { monitorTags: ['*'] },
    message: 'deploying',
  };
  const asBody = (changes: object): object => ({
    body: { data: { type: 'downtime', attributes: { ...attributes, ...changes } } },
  });

  test('are made, changed, listed and canceled', async () => {
    const api = open('v2', 'DowntimesApi');
    const end = new Date((now + 3_600) * 1_000);

    const made = strict(await api['createDowntime']?.(asBody({ schedule: { end } }))) as Made;
    const downtimeId = made.data.id;
    const later = new Date((now + 60) * 1_000);
    await api['createDowntime']?.(asBody({ schedule: { start: later } }));
    const changed = await api['updateDowntime']?.({
      downtimeId,
      body: { data: { type: 'downtime', id: downtimeId, attributes: { message: 'done soon' } } },
    });
    const current = await api['listDowntimes']?.({ currentOnly: true });
    const all = await api['listDowntimes']?.({ pageOffset: 1, pageLimit: 1 });
    await api['cancelDowntime']?.({ downtimeId });
    const canceled = await api['getDowntime']?.({ downtimeId });

    expect(made).toMatchObject({
      data: { attributes: { ...attributes, status: 'active', schedule: { end } } },
    });
    expect(strict(changed)).toMatchObject({
      data: { attributes: { message: 'done soon', scope: 'env:staging', schedule: { end } } },
    });
    expect(strict(current)).toMatchObject({ data: [{ id: downtimeId }] });
    expect(all).toMatchObject({
      data: [{ attributes: { status: 'scheduled' } }],
      meta: { page: { totalFilteredCount: 2 } },
    });
    expect(strict(canceled)).toMatchObject({ data: { attributes: { status: 'canceled' } } });
  });

  test.each([
    [{ scope: ' ' }, 'scope must be a search'],
    [{ schedule: { start: new Date(2_000), end: new Date(1_000) } }, 'end must be after'],
  ])('refuse %j', async (changes, message) => {
    const refused = open('v2', 'DowntimesApi')['createDowntime']?.(asBody(changes));

    await expect(refused).rejects.toMatchObject({
      code: 400,
      body: { errors: [expect.stringContaining(message)] },
    });
  });

  test('are shown with the monitors that they mute', async () => {
    const monitors = open('v1', 'MonitorsApi');
    const body = { type: 'metric alert', query: 'avg(last_5m):avg:load{*} > 1' };
    const { id } = strict(await monitors['createMonitor']?.({ body })) as { id: number };
    await open('v2', 'DowntimesApi')['createDowntime']?.(
      asBody({ monitorIdentifier: { monitorId: id } }),
    );

    const found = await monitors['getMonitor']?.({ monitorId: id, withDowntimes: true });

    expect(strict(found)).toMatchObject({
      matchingDowntimes: [{ scope: ['env:staging'], start: now }],
    });
  });
});

interface Made {
  readonly data: { readonly id: string };
}

describe('dashboards', () => {
  const definition = { type: 'timeseries', requests: [{ q: 'avg:load{*}' }] };
  const body = { title: 'Load', layoutType: 'ordered', widgets: [{ definition }] };

  test('are made, replaced, listed and deleted', async () => {
    const api = open('v1', 'DashboardsApi');

    const made = strict(await api['createDashboard']?.({ body })) as { id: string };
    const dashboardId = made.id;
    const templateVariables = [{ name: 'host', prefix: 'host', defaults: ['*'] }];
    const replaced = await api['updateDashboard']?.({
      dashboardId,
      body: { ...body, title: 'All load', templateVariables },
    });
    const found = await api['getDashboard']?.({ dashboardId });
    const listed = await api['listDashboards']?.();
    const deleted = await api['deleteDashboard']?.({ dashboardId });

    expect(made.id).toMatch(/^[a-z0-9]{3}-[a-z0-9]{3}-[a-z0-9]{3}$/);
    expect(made).toMatchObject({ ...body, widgets: [{ id: expect.any(Number), definition }] });
    expect(strict(replaced)).toMatchObject({
      id: dashboardId,
      title: 'All load',
      templateVariables,
    });
    expect(found).toEqual(replaced);
    expect(strict(listed)).toMatchObject({ dashboards: [{ id: dashboardId, title: 'All load' }] });
    expect(strict(deleted)).toEqual({ deletedDashboardId: dashboardId });
    await expect(api['getDashboard']?.({ dashboardId })).rejects.toMatchObject({ code: 404 });
  });

  test.each([
    [{ layoutType: 'free' }, 'widgets[0].layout must be an object'],
    [{ widgets: [{ definition: { type: 'query_value' } }] }, 'requests is missing'],
  ])('refuse %j', async (changes, message) => {
    const sent = { ...body, layout_type: 'ordered', ...changes };
    const { layoutType, ...rest } = sent as typeof sent & { layoutType: string };
    const refused = await fetch(`${intake.url}/api/v1/dashboard`, {
      method: 'POST',
      body: JSON.stringify({ ...rest, layout_type: layoutType }),
      headers: { 'dd-api-key': 'k', 'dd-application-key': 'k' },
    });

    expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining(message)]);
  });
});

test('all of it needs both keys, belongs to one tenant, and is forgotten with a reset', async () => {
  const ask = (headers: Record<string, string>): Promise<Response> =>
    fetch(`${intake.url}/api/v1/tags/hosts`, { headers });
  await open('v1', 'TagsApi')['createHostTags']?.({ hostName: 'web-1', body: { tags: ['a'] } });

  expect((await ask({ 'dd-api-key': 'k' })).status).toBe(403);
  expect(await open('v1', 'TagsApi')['listHostTags']?.()).toEqual({ tags: { a: ['web-1'] } });
  intake.reset();
  expect(await open('v1', 'TagsApi')['listHostTags']?.()).toEqual({ tags: {} });
});
