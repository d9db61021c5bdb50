import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { FeedClient } from '../../src/feed/feed-client.js';
import { readWatch } from '../../src/feed/watch.js';
import { defaultIntakeOptions } from '../../src/options.js';
import { PayloadLog } from '../../src/requests/payload-log.js';
import { Tenant } from '../../src/tenants/tenant.js';

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
