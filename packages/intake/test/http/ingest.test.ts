import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createIntake, type Intake } from '../../src/index.js';
import { clock, encoders, now, paths, send } from '../client.js';
import { frame, repeatBlock } from '../zstd.js';

let intake: Intake;
beforeAll(async () => {
  intake = await createIntake({ port: 0, clock });
});
beforeEach(() => intake.reset());
afterAll(() => intake.close());

const bodies = {
  [paths.v1]: { series: [{ metric: 'a.b', type: 'count', points: [[now, 7]], tags: ['x:1'] }] },
  [paths.v2]: { series: [{ metric: 'a.b', type: 1, points: [{ timestamp: now, value: 7 }] }] },
  [paths.distribution]: { series: [{ metric: 'a.b', points: [[now, [1, 2, 3, 4, 5, 6, 7]]] }] },
};
const accepted = {
  [paths.v1]: '{"status":"ok"}',
  [paths.v2]: '{"errors":[]}',
  [paths.distribution]: '{"status":"ok"}',
};

describe.each(Object.values(paths))('%s', (path) => {
  test.each(Object.entries(encoders))('takes %s', async (encoding, encode) => {
    const headers = { 'content-encoding': encoding.split(',', 1)[0] ?? '' };

    const reply = await send(intake, path, encode(JSON.stringify(bodies[path])), headers);

    expect([reply.status, reply.text]).toEqual([202, accepted[path]]);
    expect(intake.total('a.b')).toBe(7);
  });

  test.each(['application/json', 'text/json', 'application/json; charset=utf-8', 'Text/JSON'])(
    'takes the content type %s',
    async (type) => {
      const reply = await send(intake, path, bodies[path], { 'content-type': type });

      expect(reply.status).toBe(202);
    },
  );

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'application/x-protobuf2'])(
    'answers 415 to the content type %s',
    async (type) => {
      const reply = await send(intake, path, bodies[path], { 'content-type': type });

      expect(reply.status).toBe(415);
      expect(reply.json.errors?.[0]).toContain(type);
    },
  );

  test.each(['br', 'gzip, deflate', 'nonsense'])(
    'answers 415 to the encoding %s and says what is taken',
    async (encoding) => {
      const reply = await send(intake, path, bodies[path], { 'content-encoding': encoding });

      expect(reply.status).toBe(415);
      expect(reply.json.errors?.[0]).toContain('use deflate, gzip or zstd');
    },
  );

  test.each(['gzip', 'deflate', 'zstd'])(
    'answers 400 to bytes that are not %s',
    async (encoding) => {
      const reply = await send(intake, path, bodies[path], { 'content-encoding': encoding });

      expect(reply.status).toBe(400);
      expect(reply.json.errors?.[0]).toContain(`the body is not ${encoding}`);
    },
  );

  test.each(['', '{', 'null', '[]', '"text"', '{}', '{"series":{}}', '{"series":[1]}', '\ufeff{}'])(
    'answers 400 to the body %j',
    async (body) => {
      const reply = await send(intake, path, body);

      expect(reply.status).toBe(400);
      expect(reply.json.errors).toHaveLength(1);
    },
  );

  test('answers 400 to bytes that are not UTF-8', async () => {
    const reply = await send(intake, path, Buffer.from([0x22, 0xff, 0x22]));

    expect(reply).toMatchObject({ status: 400, json: { errors: ['the body is not valid UTF-8'] } });
  });

  test('takes an empty list of series', async () => {
    expect(await send(intake, path, { series: [] })).toMatchObject({ status: 202 });
  });

  test('tolerates a slash at the end of the path', async () => {
    expect(await send(intake, `${path}/`, bodies[path])).toMatchObject({ status: 202 });
  });

  test('answers 405 to GET', async () => {
    const response = await fetch(intake.url + path, { headers: { 'dd-api-key': 'local' } });

    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
  });

  test('keeps nothing of a payload with one wrong series', async () => {
    const good = bodies[path].series[0];

    const reply = await send(intake, path, { series: [good, { metric: 5, points: [] }] });

    expect(reply.json.errors).toEqual(['series[1].metric must be a string, got number 5']);
    expect(intake.series()).toEqual([]);
  });
});

describe('limits', () => {
  const limits = [
    [paths.v2, 512_000, 5_242_880],
    [paths.v1, 3_200_000, 62_914_560],
    [paths.distribution, 3_200_000, 62_914_560],
  ] as const;

  test.each(limits)('%s takes %i bytes on the wire and refuses one more', async (path, wire) => {
    const body = '{"series":[]}';

    expect(await send(intake, path, body.padEnd(wire))).toMatchObject({ status: 202 });
    expect(await send(intake, path, body.padEnd(wire + 1))).toMatchObject({
      status: 413,
      json: {
        status: 'error',
        code: 413,
        errors: ['Payload too large', `the body is over the limit of ${wire} bytes`],
      },
    });
  });

  test.each(limits)('%s, limited to %i on the wire, refuses over %i inflated', async (...row) => {
    const [path, , raw] = row;
    const headers = { 'content-encoding': 'deflate' };
    const body = '{"series":[]}';

    const fits = await send(intake, path, deflateSync(body.padEnd(raw), { level: 1 }), headers);
    const over = await send(intake, path, deflateSync(body.padEnd(raw + 1), { level: 1 }), headers);

    expect([fits.status, over.status]).toEqual([202, 413]);
    expect(over.json.errors?.[1]).toContain(`${raw} bytes`);
  });

  const zeros = Buffer.alloc(100 * 1024 * 1024);
  const zstdBlocks = Array.from({ length: 800 }, () => repeatBlock(0, 131_072, false));
  test.each([
    ['gzip', () => gzipSync(zeros, { level: 1 })],
    ['deflate', () => deflateSync(zeros, { level: 1 })],
    ['deflate', () => deflateRawSync(zeros, { level: 1 })],
    ['zstd', () => frame(...zstdBlocks, repeatBlock(0, 1))],
  ])('a bomb in %s is refused', async (encoding, pack) => {
    const bomb = pack();

    const reply = await send(intake, paths.v2, bomb, { 'content-encoding': encoding });

    expect(reply.status).toBe(413);
  });

  test('a body far over the limit is still answered, and the server lives on', async () => {
    const reply = await send(intake, paths.v2, Buffer.alloc(20_000_000, 0x20));

    expect(reply.status).toBe(413);
    expect(intake.requests()[0]).toMatchObject({ wireBytes: 20_000_000, rawBytes: 0 });
    expect(await send(intake, paths.v2, { series: [] })).toMatchObject({ status: 202 });
  });
});

test('validate answers with Datadog’s body', async () => {
  const response = await fetch(`${intake.url}/api/v1/validate`, { headers: { 'dd-api-key': 'k' } });

  expect([response.status, await response.json()]).toEqual([200, { valid: true }]);
});

test('an unknown path is answered with 404 and the known ones', async () => {
  const reply = await send(intake, '/api/v9/series', {});

  expect(reply.status).toBe(404);
  expect(reply.json.errors?.[0]).toContain(paths.v2);
});
