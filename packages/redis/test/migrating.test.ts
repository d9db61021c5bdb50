import { readFileSync } from 'node:fs';
import { ChouetteClient } from '@dogstats/redis';
import { createClient } from 'redis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Observer, openObserver, readQueue } from './redis-clients.js';
import { RedisServer, skipWithoutRedis } from './redis-server.js';

const page = readFileSync(new URL('../../../docs/migrating/chouette.md', import.meta.url), 'utf8');

/** Code of the second column of the table of calls. */
const codes = page
  .split('\n')
  .map((line) => /^\| .*? \| `([^`]+)` \|/.exec(line)?.[1] ?? '')
  .filter((code) => code.includes('houette'));

/** The code block, without its imports. */
const block = (/^```ts\n(.*?)^```/ms.exec(page)?.[1] ?? '').replaceAll(/^import .*;\n/gm, '');

type Run = (...given: unknown[]) => Promise<unknown>;
const AsyncFunction = (async () => {}).constructor as new (...parts: string[]) => Run;

describe.skipIf(skipWithoutRedis())('the page for those who come from Chouette', () => {
  let server: RedisServer;
  let observer: Observer;
  const connections: { destroy(): void }[] = [];
  const open = (options: { url: string }) => {
    const connection = createClient(options);
    connections.push(connection);
    return connection;
  };
  const run = (code: string, names: Record<string, unknown>): Promise<unknown> =>
    new AsyncFunction(...Object.keys(names), `{ ${code} }`)(...Object.values(names));

  beforeAll(async () => {
    server = await RedisServer.start();
    observer = await openObserver(server.url);
  });
  afterAll(async () => {
    for (const connection of connections) connection.destroy();
    observer.destroy();
    await server.stop();
  });

  it.each(codes)('%s', async (code) => {
    await observer.flushAll();
    const client = open({ url: server.url });
    const chouette = new ChouetteClient({ client });
    await client.connect();

    await run(code, { chouette, ChouetteClient, createClient: open, url: server.url });
    const expected = code.startsWith('await') ? 1 : 0;
    // What is timed is written after its result is there.
    await expect.poll(() => readQueue(observer)).toHaveLength(expected);
    await chouette.close();
  });

  it('runs as its first lines say', async () => {
    await observer.flushAll();
    await run(block, { ChouetteClient, createClient: open, url: server.url });

    expect(codes).toHaveLength(9);
    expect(await readQueue(observer)).toMatchObject([
      { body: { metric: 'boot', type: 'count', value: 1, tags: { board: 'pico' } } },
    ]);
  });
});
