import { afterEach, beforeEach, expect, test } from 'vitest';
import { createIntake, type Intake } from '../../src/index.js';
import { clock, now, read, send } from '../client.js';
import { bytes, number, text } from '../proto-writer.js';
import { asZstd, fixture } from '../zstd.js';

let intake: Intake;
beforeEach(async () => {
  intake = await createIntake({ port: 0, clock, apiKeys: ['agent-key'] });
});
afterEach(() => intake.close());

const userAgent = { 'user-agent': 'datadog-agent/7.64.0', 'dd-agent-version': '7.64.0' };
const json = { 'content-type': 'application/json', 'content-encoding': 'zstd' };
const protobuf = {
  'content-type': 'application/x-protobuf',
  'content-encoding': 'zstd',
  'dd-agent-payload': '5.0.110',
};

const hostMetadata = {
  apiKey: '***************************ey',
  agentVersion: '7.64.0',
  uuid: '5a1d2c3b',
  internalHostname: 'web-7',
  os: 'linux',
  meta: { 'socket-hostname': 'web-7', timezones: ['UTC'], socket_fqdn: 'web-7' },
  'host-tags': { system: ['env:test'] },
  systemStats: { machine: 'x86_64', nixV: ['debian', '12.0', ''] },
  gohai: '{"cpu":{"cpu_cores":"2"}}',
};
const inventory = {
  hostname: 'web-7',
  timestamp: now * 1_000_000_000,
  agent_metadata: { agent_version: '7.64.0', flavor: 'agent' },
};
const checks = [
  {
    check: 'datadog.agent.up',
    host_name: 'web-7',
    timestamp: now,
    status: 0,
    message: '',
    tags: null,
  },
  {
    check: 'ntp.in_sync',
    host_name: 'web-7',
    timestamp: now,
    status: 3,
    message: 'x',
    tags: ['a:b'],
  },
];
const events = {
  apiKey: '',
  events: {
    api: [
      {
        msg_title: 'Deployed',
        msg_text: '1.4.0',
        timestamp: now,
        priority: 'normal',
        host: 'web-7',
        tags: ['env:test'],
        alert_type: 'info',
        source_type_name: 'api',
      },
    ],
  },
  internalHostname: 'web-7',
};

/** Where a key is: newer Agents send it in the header, older ones in the query. */
const ways = {
  header: { query: '', key: { 'dd-api-key': 'agent-key' } },
  query: { query: '?api_key=agent-key', key: { 'dd-api-key': '' } },
};

test.each(Object.entries(ways))(
  'an Agent starts and flushes, with its key in the %s',
  async (_, { query, key }) => {
    const headers = { ...userAgent, ...key };
    const post = (path: string, body: Buffer, own: object): Promise<{ status: number }> =>
      send(intake, path + query, body, { ...headers, ...own });

    const statuses = [
      (await read(intake, `/api/v1/validate${query}`, headers)).status,
      (await post('/intake/', asZstd(JSON.stringify(hostMetadata)), json)).status,
      (await post('/api/v1/metadata', asZstd(JSON.stringify(inventory)), json)).status,
      (await post('/api/v2/series', fixture('agent-series'), protobuf)).status,
      (await post('/api/beta/sketches', fixture('agent-sketches'), protobuf)).status,
      (await post('/api/v1/check_run', asZstd(JSON.stringify(checks)), json)).status,
      (await post('/intake/', asZstd(JSON.stringify(events)), json)).status,
      (await read(intake, `/api/v1/validate${query}`, headers)).status,
    ];

    expect(statuses).toEqual([200, 202, 202, 202, 202, 202, 202, 200]);
    expect(intake.series()).toHaveLength(121);
    expect(intake.total('system.disk.metric_2')).toBeGreaterThan(0);
    expect(intake.total('shop.latency', ['host:web-7', 'env:test'])).toBe(5);
    expect(intake.checks()).toMatchObject([
      { check: 'datadog.agent.up', status: 'ok' },
      { check: 'ntp.in_sync', status: 'unknown' },
    ]);
    expect(intake.events()).toMatchObject([{ title: 'Deployed', host: 'web-7' }]);
    expect(intake.drops()).toEqual([]);
    const shown = intake
      .payloads()
      .flatMap(({ content }) => [
        ...content.series.slice(0, 1).map(({ metric, type }) => [metric, type]),
        ...content.sketches.map(({ metric, tags }) => [metric, ...tags]),
        ...content.checks.map(({ check }) => check),
        ...content.events.map(({ title }) => title),
      ]);
    expect(shown).toEqual([
      ['system.disk.metric_0', 'rate'],
      ['shop.latency', 'env:test'],
      ...['datadog.agent.up', 'ntp.in_sync', 'Deployed'],
    ]);
  },
);

test.each([
  ['datadog-agent/7.64.0', 202, ['a\ufffd']],
  ['dogstats/1.0', 400, []],
])('a tag that is not UTF-8, from %s: %d', async (name, status, tags) => {
  const series = [...text(2, 'm'), ...bytes(3, [0x61, 0xff]), ...bytes(4, number(2, now))];
  const body = Buffer.from(bytes(1, series));

  const answer = await send(intake, '/api/v2/series', body, {
    'content-type': 'application/x-protobuf',
    'user-agent': name,
    'dd-api-key': 'agent-key',
  });

  expect(answer.status).toBe(status);
  expect(intake.series().flatMap((each) => each.tags)).toEqual(tags);
});
