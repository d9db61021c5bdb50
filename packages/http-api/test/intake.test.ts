import { createIntake, type Intake } from '@dogstats/intake';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { DogHttpApi } from '../src/index.js';

const now = 1_790_000_002;
let intake: Intake;
let api: DogHttpApi<{ swallow: false }>;
beforeAll(async () => {
  intake = await createIntake({
    port: 0,
    clock: { now: () => now * 1_000 },
    apiKeys: ['right'],
    applicationKeys: ['app'],
  });
  const clock = {
    now: () => now * 1_000,
    monotonic: () => performance.now(),
    setTimeout: (callback: () => void, delayMs: number) => {
      const timer = setTimeout(callback, delayMs);
      return { cancel: () => clearTimeout(timer) };
    },
  };
  const keys = { apiKey: 'right', applicationKey: 'app' };
  api = new DogHttpApi({
    ...keys,
    apiHost: intake.url,
    env: {},
    host: 'web-1',
    swallow: false,
    clock,
    timeoutMs: 30_000,
  });
});
beforeEach(() => intake.reset());
afterAll(async () => {
  await api.close();
  await intake.close();
});

/** Sums over the last hour, as the query API has them. */
async function sumOf(query: string): Promise<number> {
  const search = new URLSearchParams({ from: `${now - 3_600}`, to: `${now + 60}`, query });
  const headers = { 'dd-api-key': 'right', 'dd-application-key': 'app' };
  const answer = await fetch(`${intake.url}/api/v1/query?${search}`, { headers });
  const { series } = (await answer.json()) as { series: { pointlist: [number, number][] }[] };
  return series.flatMap(({ pointlist }) => pointlist).reduce((sum, [, value]) => sum + value, 0);
}

test('metrics are found by queries, with their host, device and tags', async () => {
  const value = [
    [now - 60, 2],
    [now, 3],
  ] as const;
  await api.metric('page.views', value, {
    tags: ['page:home'],
    device: 'eth0',
    metricType: 'count',
  });
  await api.metrics([{ metric: 'page.views', points: 10, type: 'count', host: 'web-2' }]);

  expect(await sumOf('sum:page.views{*}.as_count()')).toBe(15);
  expect(await sumOf('sum:page.views{host:web-1,page:home,device:eth0}.as_count()')).toBe(5);
  expect(await api.search('metrics:page')).toEqual({ metrics: ['page.views'] });
  expect(await api.search('web')).toEqual({ hosts: ['web-1', 'web-2'], metrics: [] });
});

test('events and comments are read by the id that was given back', async () => {
  const id = await api.event('Deployed', '1.2.3', { tags: ['env:test'], alertType: 'success' });
  const comment = await api.comment('matt', 'Looks good.', { relatedEventId: id });

  expect(Number.isSafeInteger(Number(id))).toBe(false);
  expect(await api.getEvent(id)).toMatchObject({ id, title: 'Deployed', tags: ['env:test'] });
  expect(intake.events()).toMatchObject([
    { id, alertType: 'success' },
    { id: comment, title: 'Comment by matt', alertType: 'user_update', relatedEventId: id },
  ]);
  expect(await api.stream(now - 60, now, { tags: 'env:test' })).toMatchObject([{ id }]);
  const all: string[] = [];
  for await (const event of api.eachEvent(now - 60, now)) all.push(event.id);
  expect(all).toEqual([comment, id]);
});

test('service checks arrive', async () => {
  await api.serviceCheck('app.ok', 'web-1', 2, { message: 'slow' });

  expect(intake.checks()).toMatchObject([{ check: 'app.ok', status: 'critical', timestamp: now }]);
});

test('tags of a host are added, replaced, read and removed', async () => {
  await api.metric('load', 1);
  await api.addTags('web-1', ['env:test', 'db']);
  await api.addTags('web-1', 'role:a', { source: 'chef' });

  expect(await api.hostTags('web-1')).toEqual(['db', 'env:test', 'role:a']);
  expect(await api.hostTags('web-1', { bySource: true })).toEqual({
    users: ['db', 'env:test'],
    chef: ['role:a'],
  });
  expect(await api.changeTags('web-1', ['db'])).toEqual(['db']);
  expect(await api.allTags()).toEqual({ db: ['web-1'], 'role:a': ['web-1'] });
  expect(await api.detachTags('web-1')).toBeNull();
  expect(await api.hostTags('web-1')).toEqual([]);
});

test('a monitor makes its round', async () => {
  const query = 'avg(last_5m):avg:load{env:test} > 1';
  const id = await api.monitor('metric alert', query, { options: { thresholds: { critical: 1 } } });

  expect(await api.getMonitor(id)).toMatchObject({ id, query, name: query });
  expect(await api.updateMonitor(id, query, { name: 'Load', message: 'high' })).toBe(id);
  expect(await api.getAllMonitors({ tags: 'env:test' })).toMatchObject([{ id, name: 'Load' }]);
  expect(await api.deleteMonitor(id)).toEqual({ deleted_monitor_id: id });
  await expect(api.getMonitor(id)).rejects.toMatchObject({
    status: 404,
    errors: ['Monitor not found'],
  });
});

test('an alert is silenced, and its other settings outlive a change', async () => {
  const query = 'avg(last_5m):avg:load{*} > 1';
  const id = await api.alert(query, { silenced: true, notifyNoData: true });
  await api.monitor('service check', '"app.ok".over("*").last(2).count_by_status()');

  expect(await api.getAllAlerts()).toMatchObject([{ id, silenced: true, notify_no_data: true }]);
  await api.updateAlert(id, query, { timeoutH: 2, silenced: false });
  expect(await api.getAlert(id)).toMatchObject({
    silenced: false,
    notify_no_data: true,
    timeout_h: 2,
  });
});

test('an unmute ends what its mute began, and leaves the downtimes of others alone', async () => {
  const id = await api.monitor('metric alert', 'avg(last_5m):avg:load{*} by {env} > 1');
  const others = await api.scheduleDowntime('env:staging', { message: 'deploying' });
  await api.muteMonitor(id, { scope: 'env:staging' });
  await api.muteMonitor(id, { end: now + 60 });
  await api.muteMonitors();

  const byScope = await api.unmuteMonitor(id, { scope: 'env:staging' });
  const wrongScope = await api.unmuteMonitor(id, { scope: 'env:prod' });
  const all = await api.unmuteMonitors();
  const left = await api.getAllDowntimes({ currentOnly: true });

  expect(byScope.canceled).toHaveLength(1);
  expect(wrongScope.canceled).toEqual([]);
  expect(all.canceled).toHaveLength(1);
  expect(left).toMatchObject([{ id: others }, { scope: ['*'], monitor_id: id, end: now + 60 }]);
});

test('a downtime makes its round', async () => {
  const id = await api.scheduleDowntime('env:staging,role:db', { start: now, end: now + 60 });

  expect(await api.getDowntime(id)).toMatchObject({
    scope: ['env:staging', 'role:db'],
    start: now,
    end: now + 60,
    active: true,
  });
  expect(await api.updateDowntime(id, { message: 'longer', end: now + 120 })).toBe(id);
  expect(await api.getDowntime(id)).toMatchObject({
    message: 'longer',
    start: now,
    end: now + 120,
  });
  expect(await api.cancelDowntime(id)).toBeNull();
  expect(await api.getAllDowntimes({ currentOnly: true })).toEqual([]);
});

test('more downtimes than one page has are all there', async () => {
  for (let index = 0; index < 101; index++) await api.scheduleDowntime('*');

  expect(await api.getAllDowntimes()).toHaveLength(101);
});

test('a dashboard makes its round: what is read can be written', async () => {
  const graphs = [
    {
      title: 'Load',
      definition: {
        viz: 'timeseries',
        requests: [{ q: 'avg:load{$host}', type: 'bars' }],
        events: [{ q: 'sources:ci' }],
      },
    },
    {
      title: 'Now',
      definition: { viz: 'query_value', requests: [{ q: 'avg:load{*}', aggregator: 'last' }] },
    },
  ];
  const templateVariables = [{ name: 'host', prefix: 'host', default: '*' }];
  const id = await api.createDashboard('All load', 'of hosts', graphs, { templateVariables });
  const screenboard = await api.createScreenboard({ board_title: 'Free', widgets: [] });

  const read = await api.dashboard(id);
  await api.updateDashboard(id, 'Renamed', read.description, read.graphs, {
    templateVariables: read.template_variables,
  });
  const again = await api.dashboard(id);

  expect(read).toMatchObject({ title: 'All load', graphs, template_variables: templateVariables });
  expect(again).toMatchObject({ ...read, title: 'Renamed', modified_at: expect.anything() });
  expect(await api.dashboards()).toMatchObject([
    { id, title: 'Renamed', resource: `/dashboard/${id}` },
  ]);
  expect(await api.deleteDashboard(id)).toEqual({ deleted_dashboard_id: id });
  expect(await api.getAllScreenboards()).toMatchObject([{ id: screenboard.id }]);
});

test('a screenboard makes its round: what is read can be written', async () => {
  const widgets = [
    { type: 'note', html: 'Hi', x: 0, y: 0, width: 20, height: 10 },
    {
      type: 'timeseries',
      title: true,
      title_text: 'Load',
      tile_def: { viz: 'timeseries', requests: [{ q: 'avg:load{*}', type: 'line' }] },
      x: 0,
      y: 12,
      width: 47,
      height: 15,
    },
  ];
  const { id } = await api.createScreenboard({ board_title: 'Free', widgets });

  const read = await api.getScreenboard(id);
  await api.updateScreenboard(id, { ...read, board_title: 'Renamed' });

  expect(read).toMatchObject({ board_title: 'Free', widgets });
  expect(await api.getScreenboard(id)).toMatchObject({ board_title: 'Renamed', widgets });
  expect(await api.deleteScreenboard(id)).toEqual({ deleted_dashboard_id: id });
});

test('a rate limit of the intake is obeyed, and visible', async () => {
  const limited = await createIntake({
    port: 0,
    clock: { now: () => now * 1_000 },
    rateLimit: { requests: 1, periodSeconds: 3_600 },
  });
  const client = new DogHttpApi({
    apiKey: 'k',
    applicationKey: 'k',
    apiHost: limited.url,
    env: {},
    timeoutMs: 30_000,
  });

  await client.getAllMonitors();
  const second = await client.getAllMonitors();
  const [limit] = client.rateLimits.values();
  await client.close();
  await limited.close();

  expect(second).toEqual({ errors: [expect.any(String)] });
  expect(limit).toMatchObject({ limit: 1, periodSeconds: 3_600, remaining: 0 });
});
