import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DogStats, type DogStatsOptions } from 'dogstats';
import { expect, onTestFinished, test } from 'vitest';

/** Takes everything, and keeps the heads of requests as they came. */
async function listen(
  answer: { status: number; headers?: Record<string, string> } = { status: 202 },
): Promise<{ url: string; heads: IncomingMessage[] }> {
  const heads: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    heads.push(request);
    request.resume().on('end', () => response.writeHead(answer.status, answer.headers).end('{}'));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, heads };
}

function started(options: DogStatsOptions): DogStats {
  const dogStats = new DogStats();
  const logger = { debug() {}, info() {}, warn() {}, error() {} };
  dogStats.start({ env: {}, autoFlush: false, logger, ...options });
  onTestFinished(async () => void (await dogStats.close({ timeoutMs: 0 })));
  return dogStats;
}

const injections = [
  'key\r\nX-Evil: 1',
  'key\nX-Evil: 1',
  'key\u0000',
  'k\u00e9y',
  'key key',
  'k\u2028y',
  '\u001b[31mkey',
];

test.each(injections)('start() refuses %j as a key, without showing it', (apiKey) => {
  const given: DogStatsOptions[] = [{ apiKey }, { env: { DD_API_KEY: apiKey } }];
  for (const options of given) {
    const start = (): void => new DogStats().start({ env: {}, ...options });
    expect(start).toThrow(expect.objectContaining({ code: 'ERR_OPTIONS' }));
    expect(start).not.toThrow(/Evil/);
  }
});

test.each(injections)('a function that gives %j as the key sends nothing', async (apiKey) => {
  const { url, heads } = await listen();
  const dogStats = started({ url, apiKey: () => apiKey });
  dogStats.increment('m');

  expect(await dogStats.flush({ timeoutMs: 300 })).toMatchObject({ ok: false, retained: 1 });
  expect(heads).toEqual([]);
});

test('nothing that is recorded gets into the head of a request', async () => {
  const { url, heads } = await listen();
  const dogStats = started({
    url,
    apiKey: 'the-key',
    tags: ['a:b\r\nX-Evil: 1'],
    prefix: 'p\r\nX-Evil: 1',
    host: 'h\r\nX-Evil: 1',
    device: 'd\r\nX-Evil: 1',
  });
  dogStats.increment('m\r\nX-Evil: 1', 1, { 'k\r\nX-Evil': 'v\r\nX-Evil: 1' });
  dogStats.distribution('d\r\nX-Evil: 1', 1);

  expect(await dogStats.flush({ timeoutMs: 30_000 })).toMatchObject({ ok: true, accepted: 2 });
  expect(heads.map(({ url: path }) => path).sort()).toEqual([
    '/api/v1/distribution_points',
    '/api/v2/series',
  ]);
  for (const { headers } of heads) {
    const { host, connection, 'content-length': length, 'user-agent': agent, ...rest } = headers;
    expect(agent).toMatch(/^dogstats-js\/[\d.]+$/);
    expect([typeof host, typeof connection, typeof length]).toEqual(['string', 'string', 'string']);
    expect(rest).toEqual({
      'dd-api-key': 'the-key',
      'content-type': 'application/json',
      'content-encoding': 'deflate',
    });
  }
});

test('a redirect is not followed: the key goes nowhere else', async () => {
  const evil = await listen();
  const { url, heads } = await listen({
    status: 307,
    headers: { location: `${evil.url}/api/v2/series` },
  });
  const dogStats = started({ url, apiKey: 'the-key' });
  dogStats.increment('m');

  let report = await dogStats.flush({ timeoutMs: 300 });
  while (report.errors.length === 0) report = await dogStats.flush({ timeoutMs: 300 });

  expect(report).toMatchObject({ ok: false, retained: 1 });
  expect(report.errors[0]?.message).toContain('redirects are not followed');
  expect(heads.length).toBeGreaterThan(0);
  expect(evil.heads).toEqual([]);
});
