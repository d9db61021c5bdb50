import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { createIntake } from '../../src/index.js';
import { read } from '../client.js';
import { asZstd } from '../zstd.js';
import {
  checkPath,
  held,
  intake,
  invalid,
  now,
  ok,
  one,
  open,
  post,
  seriesPath,
  useOpstrace,
} from './rig.js';

useOpstrace();

describe('endpoints', () => {
  test.each([
    ['POST', seriesPath, 202],
    ['POST', `${seriesPath}/`, 202],
    ['GET', seriesPath, 405],
    ['PUT', checkPath, 405],
    ['POST', '/metrics', 405],
    ['GET', '/metrics', 200],
    ['GET', '/api/v1/validate', 404],
    ['POST', '/intake/', 404],
    ['POST', '/api/beta/sketches', 404],
    ['POST', '/api/v1/distribution_points', 404],
    ['POST', '/api/v1/events', 404],
    ['PUT', '/api/v1/metrics/a.b', 404],
  ])('%s %s is answered %i', async (method, path, status) => {
    const response = await fetch(`${intake.url}${path}?api_key=acme-key`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(method === 'POST' ? { body: JSON.stringify(one([[now, 1]])) } : {}),
    });

    expect(response.status).toBe(status);
  });
});

test.each(['/metrics', '/metrics/series?api_key=acme-key'])(
  '%s answers to no name that somebody else lets lead here',
  async (path) => {
    const { port } = intake;

    const foreign = await read(intake, path, { host: `evil.example:${port}`, 'dd-api-key': '' });
    const own = await read(intake, path, { host: `localhost:${port}`, 'dd-api-key': '' });

    expect([foreign.status, own.status]).toEqual([403, 200]);
    expect(foreign.text).toContain('only loopback names');
  },
);

test('of what has no right key no body is held', async () => {
  await post(seriesPath, one([[now, 1]]), {}, 'garbage');
  await post(seriesPath, one([[now, 1]]), { origin: 'https://evil.example' });
  await post(seriesPath, one([[now, 1]]));

  expect(intake.payloads().map(({ content }) => content.series.length)).toEqual([0, 0, 1]);
});

describe('the pipeline, in its order', () => {
  test.each([
    ['no key', {}, '', 401, 'DD API key missing (api_key URL query parameter)'],
    ['a bad key', {}, 'garbage', 401, 'bad authentication token'],
    [
      'a key of another tenant',
      { host: 'dd.acme.opstrace.io' },
      'beta-key',
      401,
      'bad authentication token: unexpected tenant: beta',
    ],
    [
      'no content type',
      { 'content-type': '' },
      'acme-key',
      400,
      'bad request: request lacks content-type header',
    ],
    [
      'another content type',
      { 'content-type': 'application/vnd.api+json' },
      'acme-key',
      400,
      'bad request: unexpected content-type header (expecting: application/json)',
    ],
  ])('%s', async (_, headers, key, status, text) => {
    const reply = await post(seriesPath, '', headers as Record<string, string>, key);

    expect([reply.status, reply.text]).toEqual([status, text]);
  });

  test.each(['Application/JSON', 'application/json; charset=utf-8', 'text/html, application/json'])(
    'content type %s is taken',
    async (type) => {
      expect(await post(seriesPath, {}, { 'content-type': type })).toMatchObject(ok);
    },
  );

  test('the right key for the tenant that the host names', async () => {
    const host = { host: 'dd.acme.cluster.opstrace.io' };

    expect(await post(seriesPath, one([[now, 1]]), host)).toMatchObject(ok);
    expect(held()).toEqual([[now, 1]]);
    expect(intake.tenant('beta').series()).toEqual([]);
  });

  test('the 202 is JSON, refusals are plain text', async () => {
    const type = async (body: string): Promise<string | null> => {
      const response = await fetch(`${intake.url}${seriesPath}?api_key=acme-key`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json' },
      });
      return response.headers.get('content-type');
    };

    expect(await type('{}')).toBe('application/json');
    expect(await type('{')).toBe('text/plain; charset=utf-8');
  });

  test('a page from elsewhere may not', async () => {
    const headers = { origin: 'http://attacker.example' };

    expect(await post(seriesPath, one([[now, 1]]), headers)).toMatchObject({ status: 403 });
    expect(held()).toEqual([]);
  });
});

describe('bodies', () => {
  const body = JSON.stringify(one([[now, 1]]));

  test.each([
    ['identity', body, ''],
    ['identity', body, 'identity'],
    ['deflate', deflateSync(body), 'deflate'],
    ['deflate without its wrapper', deflateRawSync(body), 'deflate'],
    ['gzip', gzipSync(body), 'gzip'],
    ['zstd', asZstd(body), 'zstd'],
  ])('%s is taken', async (_, sent, encoding) => {
    const headers: Record<string, string> = encoding === '' ? {} : { 'content-encoding': encoding };

    expect(await post(seriesPath, sent, headers)).toMatchObject(ok);
  });

  test.each([
    ['deflate', 'zlib-decoding'],
    ['gzip', 'decoding (gzip)'],
  ])('what is not %s', async (encoding, what) => {
    const reply = await post(seriesPath, body, { 'content-encoding': encoding });

    expect(reply.status).toBe(400);
    expect(reply.text).toContain(`bad request: error while ${what} request body: `);
  });

  test.each(['br', 'DEFLATE'])('encoding %s is not undone', async (encoding) => {
    const reply = await post(seriesPath, deflateSync(body), { 'content-encoding': encoding });

    expect([reply.status, reply.text]).toEqual([400, expect.stringContaining(invalid)]);
  });

  test.each(['', '{', '[]', '7', '"x"'])('document %j is a 400', async (body) => {
    const reply = await post(seriesPath, body);

    expect([reply.status, reply.text]).toEqual([400, expect.stringContaining(invalid)]);
  });

  test.each(['{}', '{"series":[]}', '{"series":null}', 'null'])(
    'document %j is taken',
    async (body) => {
      expect(await post(seriesPath, body)).toMatchObject(ok);
    },
  );

  test('over 5 MiB inflated is a 413', async () => {
    const bomb = deflateSync(Buffer.alloc(5 * 1_024 * 1_024 + 1, 0x20));

    expect(await post(seriesPath, bomb, { 'content-encoding': 'deflate' })).toMatchObject({
      status: 413,
    });
  });
});

describe('beyond the original', () => {
  const v2 = {
    series: [
      {
        metric: 'a.b',
        type: 1,
        points: [{ timestamp: now, value: 3 }],
        resources: [{ type: 'host', name: 'h' }],
        tags: ['device:sda'],
      },
    ],
  };

  test('v2 series and keys in the header are taken', async () => {
    const reply = await post('/api/v2/series', v2, { 'dd-api-key': 'acme-key' }, '');

    expect([reply.status, reply.text]).toEqual([202, '{"errors":[]}']);
    expect(intake.tenant('acme').series()).toMatchObject([
      { type: 'count', host: 'h', tags: ['device:sda'], points: [{ value: 3 }] },
    ]);
  });

  test('strict: nothing of it', async () => {
    await open({ strict: true });
    const status = async (...sent: Parameters<typeof post>): Promise<number> =>
      (await post(...sent)).status;
    const gzipped = gzipSync(JSON.stringify(one([[now, 1]])));

    expect(await status('/api/v2/series', v2)).toBe(404);
    expect(await status(seriesPath, one([[now, 1]]), { 'dd-api-key': 'acme-key' }, '')).toBe(401);
    expect(await status(seriesPath, gzipped, { 'content-encoding': 'gzip' })).toBe(400);
    expect(await status(seriesPath, one([[now + 0.5, 1]]))).toBe(400);
    expect(await status(seriesPath, one([[now, null]]))).toBe(202);
    expect(held()).toEqual([[now, 0]]);
  });
});

test('requests are counted by method, route and status, without a key', async () => {
  await post(seriesPath, one([[now, 1]]));
  await post(seriesPath, one([[now, 1]]));
  await post(checkPath, '{');

  const response = await fetch(`${intake.url}/metrics`);
  const text = await response.text();

  const name = 'dd_api_request_duration_seconds';
  const series = '{method="POST",route="api_v1_series",status_code="202"}';
  const checks = '{method="POST",route="api_v1_check_run",status_code="400"}';
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  expect(text).toContain(`# TYPE ${name} histogram\n`);
  expect(text).toContain(`${name}_count${series} 2\n`);
  expect(text).toContain(`${name}_count${checks} 1\n`);
  expect(text).toContain(`${name}_bucket${series.replace('}', ',le="+Inf"}')} 2\n`);
  const bounds = [...text.matchAll(/api_v1_series",status_code="202",le="([^"]+)"/g)];
  expect(bounds.map(([, bound]) => bound).join(' ')).toBe(
    '0.005 0.01 0.025 0.05 0.1 0.25 0.5 1 2.5 5 10 25 50 100 +Inf',
  );
});

test('the last samples of a tenant are there to be scraped', async () => {
  await post(seriesPath, one([[now - 1, 1]], { device: 'sda', source_type_name: 'System' }));
  await post(seriesPath, one([[now, 2.5]], { device: 'sda', source_type_name: 'System' }));
  await post(seriesPath, one([[now, 7]]), {}, 'beta-key');
  const scrape = (query: string): Promise<Response> =>
    fetch(`${intake.url}/metrics/series${query}`);

  const response = await scrape('?api_key=acme-key');

  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  expect(await response.text()).toBe(
    '# TYPE a_b gauge\na_b{ddtag_x="1",device="sda",instance="h",job="ddagent",' +
      `source_type_name="System",type="gauge"} 2.5 ${now}000\n`,
  );
  expect((await scrape('')).status).toBe(401);
});

test('requests(), drops() and the page know of what came', async () => {
  await post(seriesPath, one([[now - 4_000, 1]]));
  await post(seriesPath, '{');

  expect(intake.tenant('acme').requests()).toMatchObject([
    { path: seriesPath, status: 202, series: 1, points: 1, tenant: 'acme' },
    { status: 400, errors: [expect.stringContaining(invalid)] },
  ]);
  expect(intake.tenant('acme').drops()).toMatchObject([{ reason: 'too_old', count: 1 }]);
});

test.each([
  [{ compat: 'other' }, "compat must be 'datadog' or 'opstrace'"],
  [{ opstrace: { outOfOrder: 'x' } }, "opstrace.outOfOrder must be 'reject'"],
  [{ opstrace: { strikt: true } }, 'unknown option "opstrace.strikt"'],
  [{ opstrace: { upstream: 'ftp://x' } }, 'opstrace.upstream must be an http URL'],
])('options %j are refused', async (options, message) => {
  await expect(createIntake({ port: 0, ...(options as object) })).rejects.toThrow(message);
});
