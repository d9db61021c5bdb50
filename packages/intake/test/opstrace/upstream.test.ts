import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readBody } from '../remote-write/read-write-request.js';
import { checkPath, held, now, ok, one, open, post, seriesPath, useOpstrace } from './rig.js';

useOpstrace();

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

  test('checks as series of their names, samples in order, labels by name', async () => {
    const sent = { host_name: 'h', timestamp: now, status: 2, message: 'full' };
    const run = { ...sent, check: 'disk.check', tags: ['check:disk', 'lonely', 'empty:'] };
    const descending = Array.from({ length: 10 }, (_, n) => [now - n, n]);

    expect(await post(checkPath, JSON.stringify([run]))).toMatchObject(ok);
    expect(await post(seriesPath, one(descending, { interval: 10 }))).toMatchObject(ok);

    expect(written.map(({ body }) => readBody(body))).toEqual([
      [
        {
          labels: [
            ['__name__', 'disk_check'],
            ['ddtag_check', 'disk'],
            ['instance', 'h'],
            ['job', 'ddagent'],
          ],
          samples: [{ timestamp: now * 1_000, value: 2 }],
        },
      ],
      [
        {
          labels: [
            ['__name__', 'a_b'],
            ['ddtag_x', '1'],
            ['instance', 'h'],
            ['interval', '10'],
            ['job', 'ddagent'],
            ['type', 'gauge'],
          ],
          samples: Array.from({ length: 10 }, (_, n) => ({
            timestamp: (now - 9 + n) * 1_000,
            value: 9 - n,
          })),
        },
      ],
    ]);
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
