import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { FeedClient } from '../../src/feed/feed-client.js';
import { readWatch } from '../../src/feed/watch.js';
import { defaultIntakeOptions } from '../../src/options.js';
import { PayloadLog } from '../../src/requests/payload-log.js';
import { Tenant } from '../../src/tenants/tenant.js';
import { now } from '../client.js';

test('for a page that does not read nothing piles up', () => {
  const surroundings = { payloads: new PayloadLog(), dogstatsd: () => null };
  const tenant = new Tenant('', defaultIntakeOptions, 'local', surroundings);
  const outgoing = new ServerResponse(new IncomingMessage(new Socket()));
  const client = new FeedClient(outgoing, { tenant, surroundings }, readWatch(undefined));
  client.tell({ series: 1 });
  const first = outgoing.writableLength;
  expect(first).toBeGreaterThan(0);

  client.send('board', 'x'.repeat(1_100_000));
  const full = outgoing.writableLength;
  for (let n = 0; n < 100; n++) client.tell({ series: n });

  expect(outgoing.writableLength).toBe(full);
  client.forget();
});

test('of several looks at once the last one is told, whatever was worked on', async () => {
  const surroundings = { payloads: new PayloadLog(), dogstatsd: () => null };
  const tenant = new Tenant('', defaultIntakeOptions, 'local', surroundings);
  for (let n = 0; n < 30_000; n++) {
    tenant.store.write({
      ...{ metric: n === 0 ? 'only' : `m${n % 300}`, type: 'gauge', host: '', tags: [`n:${n}`] },
      ...{ interval: 10, resources: 0, timestamps: [now], values: [1] },
    });
  }
  const outgoing = new ServerResponse(new IncomingMessage(new Socket()));
  const boards: { turn: number; total?: number }[] = [];
  vi.spyOn(outgoing, 'write').mockImplementation((text) => {
    const [event = '', data = ''] = String(text).split('\n');
    if (event === 'event: board') boards.push(JSON.parse(data.slice('data: '.length)));
    return true;
  });
  const look = (number: number, filter: string) =>
    client.look(readWatch(JSON.stringify({ turn: number, filter })), now * 1_000);
  const client = new FeedClient(outgoing, { tenant, surroundings }, readWatch('{}'));
  client.update(now * 1_000);

  await Promise.all([look(1, ''), look(2, 'm1'), look(3, 'only')]);
  for (let turns = 0; turns < 500; turns++) await turn();

  expect(boards.at(-1)?.turn).toBe(3);
  expect(boards.findLast(({ total }) => total !== undefined)?.total).toBe(1);
  client.forget();
});

test('a view that fails ends its stream, and no more', async () => {
  const surroundings = { payloads: new PayloadLog(), dogstatsd: () => null };
  const tenant = new Tenant('', defaultIntakeOptions, 'local', surroundings);
  const outgoing = new ServerResponse(new IncomingMessage(new Socket()));
  vi.spyOn(tenant.store, 'metrics').mockImplementation(() => {
    throw new TypeError('a slip');
  });
  const failures: unknown[] = [];
  const parts = { tenant, surroundings };
  const client = new FeedClient(outgoing, parts, readWatch('{}'), (error) => failures.push(error));

  client.update(now * 1_000);
  await turn();

  expect(failures).toEqual([new TypeError('a slip')]);
  expect(outgoing.writableEnded).toBe(true);
  client.forget();
});
