import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createIntake, type Intake, type OpstraceOptions } from '../../src/index.js';
import { type Reply, read, send } from '../client.js';
import { asZstd } from '../zstd.js';

/** The second of the samples in Opstrace's own tests. */
const now = 1_610_030_002;
const clock = { now: () => now * 1_000 };
const seriesPath = '/api/v1/series';
const checkPath = '/api/v1/check_run';
const tenants = { acme: ['acme-key'], beta: ['beta-key'] };

let intake: Intake;
const open = async (opstrace: Partial<OpstraceOptions> = {}): Promise<void> => {
  await intake?.close();
  intake = await createIntake({ port: 0, clock, tenants, compat: 'opstrace', opstrace });
};
beforeEach(() => open());
afterEach(() => intake.close());

/** As an Agent sends it: with the key in the query. */
const post = (
  path: string,
  body: string | Buffer | object,
  headers: Record<string, string> = {},
  key = 'acme-key',
): Promise<Reply> =>
  send(
    intake,
    `${path}?api_key=${key}`,
    typeof body === 'object' && !Buffer.isBuffer(body) ? JSON.stringify(body) : (body as string),
    { 'dd-api-key': '', ...headers },
  );
const fragment = { metric: 'a.b', points: [[now, 1]], tags: ['x:1'], host: 'h', type: 'gauge' };
const one = (points: unknown, more: object = {}): object => ({
  series: [{ ...fragment, ...more, points }],
});
const invalid = 'bad request: error while translating body: invalid JSON doc: ';
const ok = { status: 202, text: '{"status": "ok"}' };
const held = (): [number, number][] =>
  intake
    .tenant('acme')
    .series()
    .flatMap(({ points }) => points.map((p): [number, number] => [p.timestamp, p.value]));

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

describe('fragments', () => {
  test.each([
    ['no points', one([]), []],
    ['one sample', one([[now, 1]]), [[now, 1]]],
    [
      'unsorted ones',
      one([
        [now - 1, 1],
        [now - 2, 0],
        [now, 2],
      ]),
      [
        [now - 2, 0],
        [now - 1, 1],
        [now, 2],
      ],
    ],
    [
      'two of one second',
      one([
        [now, 1],
        [now, 2],
      ]),
      [[now, 2]],
    ],
    ['a time with a fraction', one([[now + 0.9, 1]]), [[now, 1]]],
    [
      'some points of null',
      one([
        [now, 1],
        [now - 1, null],
      ]),
      [[now, 1]],
    ],
    ['null in all fields', one([[now, 1]], { tags: null, host: null, type: null }), [[now, 1]]],
    ['fields nobody knows', one([[now, 1]], { common: {}, metadata: 7 }), [[now, 1]]],
  ])('%s is taken', async (_, body, expected) => {
    expect(await post(seriesPath, body)).toMatchObject(ok);
    expect(held()).toEqual(expected);
  });

  test.each([
    ['a point of three', one([[now, 1, 2]])],
    ['a quoted time', one([[String(now), 1]])],
    ['a quoted value', one([[now, '1']])],
    ['a fraction in the interval', one([[now, 1]], { interval: 1.5 })],
    ['a tag that is no text', one([[now, 1]], { tags: [1] })],
    ['a metric that is no text', one([[now, 1]], { metric: 1 })],
    ['a metric without a name', one([[now, 1]], { metric: '' })],
  ])('%s refuses the whole document', async (_, body) => {
    const series = [{ ...fragment, metric: 'good' }, ...(body as { series: object[] }).series];

    const reply = await post(seriesPath, { series });

    expect([reply.status, reply.text]).toEqual([400, expect.stringContaining(invalid)]);
    expect(held()).toEqual([]);
  });

  test('nothing but bad points is a 400', async () => {
    const reply = await post(seriesPath, one([[now, null]]));

    expect([reply.status, reply.text]).toEqual([400, expect.stringContaining(invalid)]);
  });
});

describe('checks', () => {
  const run = { check: 'disk.check', host_name: 'h', timestamp: now, status: 2, tags: ['a:b'] };

  test('a list of runs is taken', async () => {
    expect(await post(checkPath, JSON.stringify([{ ...run, message: 'full' }]))).toMatchObject(ok);
    expect(intake.tenant('acme').checks()).toMatchObject([
      { check: 'disk.check', host: 'h', status: 'critical', message: 'full' },
    ]);
  });

  test.each([
    ['a single run', run],
    ['a status of 4', [{ ...run, status: 4 }]],
    ['a time with a fraction', [{ ...run, timestamp: 1.5 }]],
  ])('%s is a 400', async (_, body) => {
    const reply = await post(checkPath, JSON.stringify(body));

    expect([reply.status, reply.text]).toEqual([400, expect.stringContaining(invalid)]);
  });

  test('keep an order as series do', async () => {
    await post(checkPath, JSON.stringify([run]));

    const again = await post(checkPath, JSON.stringify([run]));
    const other = await post(checkPath, JSON.stringify([{ ...run, status: 0 }]));

    expect(again).toMatchObject(ok);
    expect(other.text).toContain('repeated timestamp but different value');
    expect(intake.tenant('acme').checks()).toHaveLength(1);
  });
});

describe('order', () => {
  const both = one([
    [now - 1, 1],
    [now, 2],
  ]);

  test('a document sent twice is taken twice and changes nothing', async () => {
    await post(seriesPath, both);

    expect(await post(seriesPath, both)).toMatchObject(ok);
    expect(held()).toEqual([
      [now - 1, 1],
      [now, 2],
    ]);
  });

  test('an older sample is refused, and the rest of the request is taken', async () => {
    await post(seriesPath, one([[now - 1, 1]]));

    const mixed = [
      [now - 2, 7],
      [now, 2],
    ];
    const reply = await post(seriesPath, one(mixed));

    expect(reply.status).toBe(400);
    expect(reply.text).toBe(
      'user=acme: sample timestamp out of order; last timestamp: 1610030001, incoming timestamp: ' +
        '1610030000 for series {__name__="a_b", ddtag_x="1", instance="h", job="ddagent", type="gauge"}',
    );
    expect(held()).toEqual([
      [now - 1, 1],
      [now, 2],
    ]);
  });

  test('another value for the last time is refused', async () => {
    await post(seriesPath, one([[now, 1]]));

    const reply = await post(seriesPath, one([[now, 2]]));

    expect([reply.status, reply.text]).toEqual([
      400,
      expect.stringContaining('repeated timestamp but different value'),
    ]);
    expect(held()).toEqual([[now, 1]]);
  });

  test('is kept by labels and by tenant', async () => {
    await post(seriesPath, one([[now, 1]]));

    expect(await post(seriesPath, one([[now - 1, 1]], { host: 'other' }))).toMatchObject(ok);
    expect(await post(seriesPath, one([[now - 1, 1]]), {}, 'beta-key')).toMatchObject(ok);
    intake.reset();
    expect(await post(seriesPath, one([[now - 1, 1]]))).toMatchObject(ok);
  });

  test.each([
    ['drop', [[now, 1]]],
    [
      'accept',
      [
        [now - 1, 5],
        [now, 2],
      ],
    ],
  ] as const)('outOfOrder: %s', async (outOfOrder, expected) => {
    await open({ outOfOrder });
    await post(seriesPath, one([[now, 1]]));

    expect(await post(seriesPath, one([[now - 1, 5]]))).toMatchObject(ok);
    expect(await post(seriesPath, one([[now, 2]]))).toMatchObject(ok);
    expect(held()).toEqual(expected);
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

describe('with a store behind', () => {
  let store: Server;
  let answer: [number, string];
  let written: { headers: Record<string, unknown>; body: Buffer }[];
  beforeAll(async () => {
    store = createServer((incoming, outgoing) => {
      void buffer(incoming).then((body) => {
        written.push({ headers: incoming.headers, body });
        outgoing.writeHead(answer[0]).end(answer[1]);
      });
    });
    await new Promise<void>((resolve) => store.listen(0, '127.0.0.1', resolve));
  });
  beforeEach(async () => {
    written = [];
    answer = [200, ''];
    const { port } = store.address() as AddressInfo;
    await open({ upstream: `http://127.0.0.1:${port}/api/v1/push` });
  });
  afterAll(() => new Promise((resolve) => store.close(resolve)));

  test('a document is handed on before it is answered', async () => {
    const points = [
      [now, 2],
      [now - 1, 1],
    ];

    expect(await post(seriesPath, one(points))).toMatchObject(ok);
    expect(written).toHaveLength(1);
    expect(written[0]?.headers).toMatchObject({
      'x-prometheus-remote-write-version': '0.1.0',
      'content-encoding': 'snappy',
      'content-type': 'application/x-protobuf',
      'x-scope-orgid': 'acme',
    });
    expect(written[0]?.body.toString('latin1')).toContain('__name__');
  });

  test('an empty one as well', async () => {
    expect(await post(seriesPath, { series: [] })).toMatchObject(ok);
    expect(written[0]?.body).toEqual(Buffer.from([0]));
  });

  test.each([
    [400, 'user=acme: sample timestamp out of order'],
    [429, 'ingestion rate limit'],
    [503, ''],
  ])('its %i is the answer, and nothing is kept', async (status, text) => {
    answer = [status, text];

    expect(await post(seriesPath, one([[now, 1]]))).toMatchObject({ status, text });
    expect(held()).toEqual([]);
  });

  test('a store that is not there is a 500', async () => {
    await open({ upstream: 'http://127.0.0.1:1/api/v1/push' });

    const reply = await post(seriesPath, one([[now, 1]]));

    expect(reply.status).toBe(500);
    expect(reply.text).toContain('error while interacting with remote_write endpoint: ');
  });
});

test.each([
  [{ compat: 'other' }, "compat must be 'datadog' or 'opstrace'"],
  [{ opstrace: { outOfOrder: 'x' } }, "opstrace.outOfOrder must be 'reject'"],
  [{ opstrace: { strikt: true } }, 'unknown option "opstrace.strikt"'],
  [{ opstrace: { upstream: 'ftp://x' } }, 'opstrace.upstream must be an http URL'],
])('options %j are refused', async (options, message) => {
  await expect(createIntake({ port: 0, ...(options as object) })).rejects.toThrow(message);
});
