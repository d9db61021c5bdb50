import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { WriteClient, type WriteResult } from '../../src/remote-write/write-client.js';

let server: Server;
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/** A client of a store that answers so. */
async function clientOf(listener: RequestListener): Promise<() => Promise<WriteResult>> {
  server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const options = { url, headers: {}, tenant: '', settleSeconds: 0, maxQueuedSamples: 1 };
  const client = new WriteClient(options, '');
  return () => client.send(Buffer.from('x'), new AbortController().signal);
}

test('what a store says is shortened', async () => {
  const send = await clientOf((_, outgoing) =>
    outgoing.writeHead(400).end(` no: ${'x'.repeat(600)}`),
  );
  const result = await send();

  expect(result).toMatchObject({ verdict: 'refused', status: 400 });
  expect(result.message).toBe(`no: ${'x'.repeat(496)}`);
});

test.each([200, 400])('an answer %d that does not end is not waited for', async (status) => {
  const send = await clientOf((_, outgoing) => {
    outgoing.writeHead(status);
    const more = (): void => {
      while (!outgoing.destroyed && outgoing.write('no room '.repeat(10_000)));
    };
    outgoing.on('drain', more);
    more();
  });
  const result = await send();

  expect(result).toMatchObject({ status, message: 'no room '.repeat(100).slice(0, 500) });
});

test('a connection is used again after an answer of ordinary length', async () => {
  const send = await clientOf((_, outgoing) => outgoing.writeHead(503).end('no room'));
  let connections = 0;
  server.on('connection', () => connections++);

  for (let sent = 0; sent < 5; sent++) await send();

  // The second may start before the first is back.
  expect(connections).toBeLessThan(3);
});

test.each([
  ['broken off', 400, 'refused', {}],
  ['broken off', 204, 'taken', {}],
  ['not gzip', 400, 'refused', { 'content-encoding': 'gzip' }],
  ['not gzip', 503, 'again', { 'content-encoding': 'gzip' }],
] as const)(
  'an answer whose body is %s is what its status says: %d',
  async (_, status, verdict, headers) => {
    const send = await clientOf((__, outgoing) => {
      outgoing.writeHead(status, headers);
      outgoing.flushHeaders();
      if ('content-encoding' in headers) outgoing.end('plain');
      else setImmediate(() => outgoing.destroy());
    });

    expect(await send()).toMatchObject({ status, verdict });
  },
);
