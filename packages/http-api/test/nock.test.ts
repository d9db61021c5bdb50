import nock from 'nock';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { DogHttpApi } from '../src/index.js';
import { apiKey, applicationKey, quick } from './rig.js';

beforeAll(() => nock.disableNetConnect());
afterEach(() => nock.cleanAll());
afterAll(() => {
  nock.enableNetConnect();
  nock.restore();
});

test('a client that is given a fetch can be tested with nock', async () => {
  const reqheaders = { 'dd-api-key': apiKey, 'dd-application-key': applicationKey };
  nock('https://api.datadoghq.eu', { reqheaders })
    .get('/api/v1/monitor/7')
    .query({ group_states: 'all' })
    .reply(503)
    .get('/api/v1/monitor/7')
    .query({ group_states: 'all' })
    .reply(200, { id: 7, type: 'composite', query: '1 && 2' })
    .delete('/api/v2/downtime/abc')
    .reply(204)
    .put('/api/v1/tags/hosts/web-1', { tags: ['a'] })
    .reply(201, { tags: ['a'] });
  const api = new DogHttpApi({
    ...quick,
    site: 'datadoghq.eu',
    fetch: globalThis.fetch,
    swallow: false,
  });

  expect(await api.getMonitor(7, { groupStates: 'all' })).toMatchObject({ id: 7 });
  expect(await api.cancelDowntime('abc')).toBeNull();
  expect(await api.changeTags('web-1', 'a')).toEqual(['a']);
  expect(nock.isDone()).toBe(true);
});
