import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { FeedClient } from '../../src/feed/feed-client.js';
import { readWatch } from '../../src/feed/watch.js';
import { defaultIntakeOptions } from '../../src/options.js';
import { PayloadLog } from '../../src/requests/payload-log.js';
import { Tenant } from '../../src/tenants/tenant.js';
import { now } from '../client.js';

test('a stream that ends while an answer is worked out gets nothing after its end', async () => {
  const surroundings = { payloads: new PayloadLog(), dogstatsd: () => null };
  const tenant = new Tenant('', defaultIntakeOptions, 'local', surroundings);
  for (let n = 0; n < 30_000; n++) {
    tenant.store.write({
      ...{ metric: `m${n % 300}`, type: 'count', host: '', tags: [`n:${n}`], interval: 10 },
      ...{ resources: 0, timestamps: [now], values: [1] },
    });
  }
  const outgoing = new ServerResponse(new IncomingMessage(new Socket()));
  const errors: Error[] = [];
  outgoing.on('error', (error) => errors.push(error));
  const client = new FeedClient(outgoing, { tenant, surroundings }, readWatch('{"view":"follow"}'));

  client.update(now * 1_000);
  client.end();
  // An answer that nobody stopped would be done by then.
  for (let turns = 0; turns < 500; turns++) await turn();

  expect(errors).toEqual([]);
  client.forget();
});
