import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DogHttpApi } from '../src/index.js';
import { bigId } from './cases/events.js';
import { cases } from './cases/index.js';
import { modelsOf } from './endpoint-models.js';
import { readModel } from './models.js';
import { type Arrival, apiKey, applicationKey, makeRig, quick, ScriptedApi } from './rig.js';

type Call = (...given: readonly unknown[]) => Promise<unknown>;

const server = new ScriptedApi();
beforeAll(() => server.listen());
afterAll(() => server.close());

describe.each(cases)('$method', ({ method, given, exchanges, value, whole = value }) => {
  let reply: unknown;
  let arrivals: readonly Arrival[];
  const call = async (jsonResponses: boolean): Promise<unknown> => {
    const api = new DogHttpApi({ ...quick, apiHost: server.url, swallow: false, jsonResponses });
    server.arrivals.length = 0;
    server.answers.push(...exchanges.map(({ answers }) => answers));
    try {
      return await (Reflect.get(api, method) as Call).call(api, ...given);
    } finally {
      await api.close();
    }
  };
  beforeAll(async () => {
    reply = await call(false);
    arrivals = [...server.arrivals];
  });

  test('asks for what is living today, and unwraps as dogapi did', () => {
    expect(arrivals.map(({ method, path }) => `${method} ${path}`)).toEqual(
      exchanges.map(({ asks }) => asks),
    );
    expect(arrivals.map(({ json }) => json)).toEqual(exchanges.map(({ body }) => body));
    expect(reply).toEqual(value);
  });

  test('gives the whole JSON with jsonResponses', async () => {
    expect(await call(true)).toEqual(whole);
  });

  test("asks and is answered in the shapes of Datadog's own client", () => {
    for (const [index, { asks, answers }] of exchanges.entries()) {
      const { body, answer, more = [] } = modelsOf(asks);
      const sent = arrivals[index]?.json;
      expect(sent === undefined).toBe(body === undefined);
      if (body !== undefined) readModel(sent, body, more);
      const isTaken = (answers.status ?? 200) < 300 && answers.status !== 204;
      const said = answers.json ?? JSON.parse(answers.text ?? 'null');
      if (answer !== undefined && isTaken) readModel(said, answer, 'all');
    }
  });

  test('has the keys in headers, and nowhere else', () => {
    for (const { headers, path, text } of arrivals) {
      const submits = /^\/api\/v1\/(series|check_run|events)$/.test(path) && text !== '';
      expect(headers['dd-api-key']).toBe(apiKey);
      expect(headers['dd-application-key']).toBe(submits ? undefined : applicationKey);
      expect(path + text).not.toMatch(new RegExp(`${apiKey}|${applicationKey}`));
    }
  });
});

test('tags of a host come by source, a parameter that has no documentation', async () => {
  const { server, api } = await makeRig();
  server.answers.push({ json: { tags: { users: ['env:test'] } } });

  expect(await api.hostTags('web-1', { bySource: true })).toEqual({ users: ['env:test'] });
  expect(server.arrivals[0]?.path).toBe('/api/v1/tags/hosts/web-1?by_source=true');
});

test('an id of 64 bits goes out with all its digits', async () => {
  const { server, api } = await makeRig();
  server.answers.push({ status: 202, text: `{"event":{"id":${bigId}}}` });

  const id = await api.event('t', 'x', { relatedEventId: bigId });

  expect(server.arrivals[0]?.text).toContain(`"related_event_id":${bigId}}`);
  expect(id).toBe(bigId);
});

test.each([
  ['deleteComment', ['1']],
  ['updateComment', ['matt', 'text', '1']],
  ['snapshotStatus', ['https://p.datadoghq.com/snapshot/view/1.png']],
  ['comment', ['matt', 'text', { commentId: '1' }]],
] as const)('%s asks nobody, and says what to do instead', async (method, given) => {
  const { server, api } = await makeRig();

  const retired = (Reflect.get(api, method) as Call).call(api, ...given);

  await expect(retired).rejects.toMatchObject({
    name: 'RetiredEndpointError',
    code: 'ERR_RETIRED',
    message: expect.stringContaining('no such call any more; '),
  });
  expect(server.arrivals).toEqual([]);
});

describe('arguments that can not be meant', () => {
  const wrong: readonly (readonly [string, readonly unknown[], string])[] = [
    ['addTags', ['..', 'a'], 'hostId is ".."'],
    ['getMonitor', [''], 'monitorId is ""'],
    ['addTags', ['\ud800', 'a'], 'hostId is '],
    ['addTags', ['h', 'a', { sorce: 'chef' }], "unknown option 'sorce'"],
    ['event', ['t', 'x', { alert_type: 'info' }], "unknown option 'alert_type'"],
    ['getMonitor', [7, { path: '/series' }], "unknown option 'path'"],
    ['muteMonitor', [7, { message: 'm' }], "unknown option 'message'"],
    ['muteMonitors', [{ scope: 'a' }], "unknown option 'scope'"],
    ['alert', ['q', { options: {} }], "unknown option 'options'"],
    ['updateAlert', [7, 'q', { end: 1 }], "unknown option 'end'"],
    ['comment', ['matt', 'm', { tags: [] }], "unknown option 'tags'"],
    [
      'getMonitor',
      [{ monitorId: 7 }],
      'monitorId has to be text or a number: what is needed comes in order',
    ],
    ['event', [{ title: 't', text: 'x' }], 'title has to be text'],
    ['event', ['t'], 'text has to be text'],
    ['monitor', [{ type: 'metric alert' }], 'type has to be text'],
    ['addTags', ['h'], 'tags has to be text, or a list'],
    ['metric', [{ name: 'm' }], 'name has to be text'],
    ['metrics', [{ metric: 'm' }], 'series has to be a list'],
    ['metrics', [[{ points: 1 }]], 'metric has to be text'],
    ['scheduleDowntime', [{ scope: '*' }], 'scope has to be text, or a list'],
    ['createDashboard', [{ title: 't' }], 'title has to be text'],
    ['createScreenboard', [], 'description is undefined'],
    ['shareScreenboard', [{ boardId: 'b' }], 'boardId has to be text'],
    ['serviceCheck', ['c'], 'host has to be text'],
    ['search', [7], 'query has to be text'],
    ['invite', [7], 'emails has to be text, or a list'],
    ['getEvent', [2 ** 60], 'has lost digits'],
    ['muteMonitor', ['seven'], 'digits are meant'],
    ['metric', ['m', Number.NaN], 'points of m'],
    ['metric', ['m', [1_790_000_002_000, 1]], 'not milliseconds'],
    ['metric', ['m', []], 'points of m'],
    ['metric', ['m', [[1, '2']]], 'points of m'],
    ['serviceCheck', ['c', 'h', 4], 'status has to be 0 (ok)'],
    ['event', ['t', 'x', { relatedEventId: 2 ** 60 }], 'has lost digits'],
    ['event', ['t', 'x', { relatedEventId: '1,"title":"y"' }], 'digits are meant'],
    ['stream', [Number.NaN, 1], 'start has to be unix seconds'],
    ['createDashboard', ['t', 'd', '{'], 'graphs is text, but no JSON'],
    ['createDashboard', ['t', 'd', {}], 'graphs is {}'],
  ];

  test.each(wrong)('%s(%j)', async (method, given, message) => {
    const { server, api } = await makeRig();

    const refused = (Reflect.get(api, method) as Call).call(api, ...given);

    await expect(refused).rejects.toMatchObject({
      code: 'ERR_OPTIONS',
      message: expect.stringContaining(message),
    });
    expect(server.arrivals).toEqual([]);
  });
});
