import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createIntake, type Intake } from '../../src/index.js';
import { clock, paths, read, send, sendSeries } from '../client.js';

let intake: Intake;
beforeEach(async () => {
  intake = await createIntake({ port: 0, clock });
});
afterEach(() => intake.close());

/** Writes bytes as they are, and gives all that comes back. */
async function raw(...pieces: string[]): Promise<string> {
  const socket = connect(intake.port, '127.0.0.1');
  for (const piece of pieces) socket.write(piece);
  return text(socket).catch((error: Error) => error.message);
}
const close = 'Host: 127.0.0.1\r\nConnection: close\r\n';
const head = `POST ${paths.v1} HTTP/1.1\r\n${close}DD-API-KEY: k\r\n`;

describe('JSON', () => {
  test.each([
    ['arrays', '['.repeat(65)],
    ['objects', '{"a":'.repeat(65)],
    ['a million arrays', '['.repeat(1_000_000)],
    ['behind a text with brackets and quotes', `{"a":"]]]\\"]]","b":${'['.repeat(65)}`],
  ])('nested too deep is refused: %s', async (_, body) => {
    const reply = await send(intake, paths.v1, body);

    expect([reply.status, reply.json.errors]).toEqual([400, ['the body is nested over 64 deep']]);
  });

  test('brackets in texts are not nesting', async () => {
    const tags = ['['.repeat(150), '{"[\\'.repeat(20), '\\"['.repeat(30)];

    expect(await sendSeries(intake, { tags })).toMatchObject({ status: 202 });
    expect(intake.total('m', tags)).toBe(1);
  });

  test('more objects than memory is good for are refused', async () => {
    const body = `{"series":[],"more":[${'{},'.repeat(5_000_000)}{}]}`;

    const reply = await send(intake, paths.v1, body, { 'content-encoding': '' });

    // 15 MB are over the limit on the wire: compressed they are not.
    expect(reply.status).toBe(413);
    const { deflateSync } = await import('node:zlib');
    const packed = await send(intake, paths.v1, deflateSync(body), {
      'content-encoding': 'deflate',
    });
    expect([packed.status, packed.json.errors]).toEqual([
      400,
      ['the body has over 5000000 objects and arrays'],
    ]);
  });

  test('keys of prototypes change nothing', async () => {
    const event = '{"title":"a","text":"b","__proto__":{"host":"evil"},"constructor":1}';
    const intakeBody = `{"events":{"__proto__":[${'{"msg_title":"x"}'}],"toString":[]}}`;
    const v2 =
      '{"data":{"type":"event","attributes":{"title":"t","category":"alert","attributes":{"status":"ok","__proto__":{"x":1}}}}}';

    expect(await send(intake, '/api/v1/events', event)).toMatchObject({ status: 202 });
    expect(await send(intake, '/intake/', intakeBody)).toMatchObject({ status: 202 });
    expect(await send(intake, '/api/v2/events', v2)).toMatchObject({ status: 202 });

    expect(intake.events().map(({ host }) => host)).toEqual(['', '', '']);
    expect(({} as { x?: number; host?: string }).x).toBeUndefined();
  });
});

describe('connections', () => {
  test('a head that is too long is a 431', async () => {
    const reply = await raw(`${head}X-Long: ${'x'.repeat(20_000)}\r\n\r\n`);

    expect(reply).toMatch(/^HTTP\/1\.1 431 /);
    expect(await sendSeries(intake, {})).toMatchObject({ status: 202 });
  });

  test('a flood of headers is a 431', async () => {
    const headers = Array.from({ length: 5_000 }, (_, n) => `X-${n}: 1\r\n`).join('');

    expect(await raw(`${head}${headers}\r\n`)).toMatch(/^HTTP\/1\.1 431 /);
  });

  test.each([
    ['no HTTP', 'nonsense\r\n\r\n', 400],
    ['two lengths', `${head}Content-Length: 5\r\nContent-Length: 6\r\n\r\n`, 400],
    ['a length and chunks', `${head}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n`, 400],
    ['a negative length', `${head}Content-Length: -5\r\n\r\n`, 400],
  ])('%s is refused', async (_, request, status) => {
    expect(await raw(request)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(intake.series()).toEqual([]);
  });

  test('a body in a chunk for each byte is put together without a list of them', async () => {
    const body = `{"series":[]}${' '.repeat(200_000)}`;
    const chunks = [...body].map((byte) => `1\r\n${byte}\r\n`).join('');

    const reply = await raw(`${head}Transfer-Encoding: chunked\r\n\r\n`, chunks, '0\r\n\r\n');

    expect(reply).toMatch(/^HTTP\/1\.1 202 /);
    expect(intake.requests()).toMatchObject([{ wireBytes: body.length, status: 202 }]);
  });

  test.each([
    ['head', `POST ${paths.v1} HTTP/1.1\r\nX-Slow: `],
    ['body', `${head}Content-Length: 1000\r\n\r\n{"series":`],
  ])(
    'a client that is slow with its %s gets a 408, and others are served meanwhile',
    async (_, start) => {
      const slow = await createIntake({
        port: 0,
        clock,
        headTimeoutMs: 1_000,
        bodyTimeoutMs: 1_500,
      });
      const socket = connect(slow.port, '127.0.0.1');
      const dripping = setInterval(() => socket.write('x'), 20);
      socket.write(start);
      const answer = text(socket);

      expect(await sendSeries(slow, {})).toMatchObject({ status: 202 });
      expect(await answer).toMatch(/^HTTP\/1\.1 408 /);
      clearInterval(dripping);
      expect(slow.total('m')).toBe(1);
      await slow.close();
    },
  );

  test('nothing is held of a body without a right key, and it is answered all the same', async () => {
    const closed = await createIntake({ port: 0, clock, apiKeys: ['right'] });

    const reply = await send(closed, paths.v1, Buffer.alloc(3_000_000, 0x20));

    expect(reply).toMatchObject({ status: 403 });
    expect(closed.requests()).toMatchObject([{ status: 403, wireBytes: 3_000_000, rawBytes: 0 }]);
    await closed.close();
  });
});

test.each([
  '/../../../../etc/passwd',
  '/..%2f..%2f..%2fetc/passwd',
  '/%2e%2e/%2e%2e/package.json',
  '/vendor/../../package.json',
  '/..\\..\\package.json',
  '/index.html%00.js',
  '//etc/passwd',
])('no path leads out of the page: %s', async (path) => {
  const reply = await raw(`GET ${path} HTTP/1.1\r\n${close}\r\n`);

  expect(reply).toMatch(/^HTTP\/1\.1 40[04] /);
  expect(reply).not.toContain('root:');
  expect(reply).not.toContain('"name"');
});

test.each(['0.0.0.0', '::', '192.0.2.1', 'example.com', '127.0.0.1.example.com'])(
  'it does not listen on %s without a key',
  async (host) => {
    await expect(createIntake({ port: 0, host })).rejects.toMatchObject({
      code: 'ERR_OPTIONS',
      message: expect.stringContaining('at least one key is needed'),
    });
  },
);

test('metric names of any length and kind are answered for', async () => {
  await sendSeries(intake, { metric: 'x'.repeat(100_000) }, { metric: '\u0000\ud800' });
  const path = `/api/v1/metrics/${'%C3%28'.repeat(100)}`;

  expect([400, 404]).toContain((await read(intake, path)).status);
  expect(intake.drops()).toMatchObject([{ reason: 'invalid_name', count: 2 }]);
});
