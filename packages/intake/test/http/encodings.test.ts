import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createIntake, type Intake } from '../../src/index.js';
import { agentSeries, agentSketches } from '../agent-flush.js';
import { clock, now, paths, sendSeries } from '../client.js';
import { asZstd } from '../zstd.js';

let intake: Intake;
beforeAll(async () => {
  intake = await createIntake({ port: 0, clock });
});
beforeEach(async () => {
  intake.reset();
  await sendSeries(intake, { metric: 'known', host: 'web-1' });
});
afterAll(() => intake.close());

const encodings: [name: string, header: string, pack: (body: Buffer) => Buffer][] = [
  ['no encoding', '', (body) => body],
  ['identity', 'identity', (body) => body],
  ['gzip', 'gzip', gzipSync],
  ['deflate', 'deflate', deflateSync],
  ['deflate without its wrapper', 'deflate', deflateRawSync],
  ['zstd', 'zstd', asZstd],
  ['zstd1', 'zstd1', asZstd],
];

const json = (body: unknown): Buffer => Buffer.from(JSON.stringify(body));
const alert = { title: 'a', category: 'alert', attributes: { status: 'ok' } };
const query = { data_source: 'metrics', query: 'sum:known{*}', aggregator: 'sum', name: 'q' };
const span = { from: (now - 60) * 1_000, to: now * 1_000, queries: [query] };
const monitor = { type: 'metric alert', query: 'avg(last_5m):avg:known{*} > 5' };
const downtime = { scope: 'env:a', monitor_identifier: { monitor_tags: ['*'] } };
const widget = { definition: { type: 'note', content: 'x' } };

const routes: [method: string, path: string, status: number, body: Buffer, type?: string][] = [
  ['POST', paths.v2, 202, agentSeries, 'application/x-protobuf'],
  ['POST', '/api/beta/sketches', 202, agentSketches, 'application/x-protobuf'],
  ['POST', '/api/v1/check_run', 202, json([{ check: 'c', status: 0, host_name: 'h', tags: [] }])],
  ['POST', '/api/v1/events', 202, json({ title: 'a', text: 'b' })],
  ['POST', '/api/v2/events', 202, json({ data: { type: 'event', attributes: alert } })],
  ['POST', '/intake/', 202, json({ internalHostname: 'h' })],
  ['POST', '/api/v1/metadata', 202, json({ hostname: 'h' })],
  ['POST', '/api/v2/host_metadata', 202, json({ hostname: 'h' })],
  ['PUT', '/api/v1/metrics/known', 200, json({ unit: 'byte' })],
  [
    'POST',
    '/api/v2/query/timeseries',
    200,
    json({ data: { type: 'timeseries_request', attributes: span } }),
  ],
  [
    'POST',
    '/api/v2/query/scalar',
    200,
    json({ data: { type: 'scalar_request', attributes: span } }),
  ],
  ['POST', '/api/v1/tags/hosts/web-1', 201, json({ tags: ['a:b'] })],
  ['POST', '/api/v1/monitor', 200, json(monitor)],
  ['POST', '/api/v2/downtime', 200, json({ data: { type: 'downtime', attributes: downtime } })],
  [
    'POST',
    '/api/v1/dashboard',
    200,
    json({ title: 't', layout_type: 'ordered', widgets: [widget] }),
  ],
];

describe.each(routes)('%s %s', (method, path, status, body, type = 'application/json') => {
  async function answered(sent: Buffer, encoding: string): Promise<number> {
    const response = await fetch(intake.url + path, {
      method,
      body: sent as BodyInit,
      headers: {
        'dd-api-key': 'local',
        'dd-application-key': 'local',
        'content-type': type,
        ...(encoding === '' ? {} : { 'content-encoding': encoding }),
      },
    });
    await response.arrayBuffer();
    return response.status;
  }

  test('takes all encodings, and nothing under a wrong name', async () => {
    for (const [name, header, pack] of encodings) {
      expect([name, await answered(pack(body), header)]).toEqual([name, status]);
      const plain = header === '' || header === 'identity';
      if (!plain) expect([name, await answered(body, header)]).toEqual([name, 400]);
    }
    expect(await answered(body, 'br')).toBe(415);
  });
});
