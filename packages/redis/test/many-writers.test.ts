import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Children } from './children.js';
import { skipWithoutRedis } from './redis-server.js';
import { RelayRig, recentBucket } from './relay-rig.js';

const writers = 8;
const rounds = 60;
const buckets = 3;

/**
 * Writes counts, samples and members that all writers share, call by call and as points of a sink:
 * Redis, its number, start of the first bucket.
 */
const writerScript = `
  const [url, number, T] = args;
  const client = createClient({ url });
  const chouette = new ChouetteClient({ client });
  const sink = new RedisSink({ client });
  const report = { calls: 0, accepted: 0, sum: 0 };
  const waiting = { signal: new AbortController().signal, deadline: Infinity };
  for (let round = 0; round < ${rounds}; round++) {
    const bucketStart = Number(T) + 10 * (round % ${buckets});
    const at = bucketStart + (round % 10);
    const context = { type: 'count', name: 'orders', host: '', tags: ['shop:a'] };
    const point = { type: 'count', context, bucketStart, interval: 10, samples: 2, state: { sum: 3 } };
    const [written, ...ids] = await Promise.all([
      sink.write({ points: [point] }, waiting),
      chouette.count('orders', Number(number), at, { shop: 'a' }),
      chouette.histogram('latency', round, at, { shop: 'a' }),
      chouette.set('users', ['u' + number + round], at, { shop: 'a' }),
    ]);
    report.sum += 3 + Number(number);
    report.calls += 5;
    report.accepted += written.accepted + ids.filter((id) => id !== null).length;
  }
  console.log(JSON.stringify(report));
  client.destroy();
`;

/** Drains without a break: Redis, intake. */
const relayScript = `
  const [url, intake] = args;
  const client = createClient({ url });
  const delivery = { apiKey: 'local', url: intake };
  const relay = new RedisRelay({ client, delivery, settleSeconds: 0, leaseMs: 400 });
  for (;;) {
    await relay.drain().catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
`;

describe.skipIf(skipWithoutRedis())('many writers', () => {
  let rig: RelayRig;
  let children: Children;

  beforeAll(async () => {
    rig = await RelayRig.start();
    children = await Children.build('many-writers');
  });
  afterEach(async () => {
    await children.end();
    await rig.reset();
  });
  afterAll(async () => {
    await children.remove();
    await rig.stop();
  });

  it('have one total, though a relay is killed and another takes over', async () => {
    const T = recentBucket();
    const relays = Array.from({ length: 2 }, (_, index) =>
      children.run(`relay-${index}`, relayScript, [rig.server.url, rig.intake.url]),
    );
    const writing = Array.from({ length: writers }, (_, index) =>
      children.run('writer', writerScript, [rig.server.url, index, T]),
    );
    const last = rig.relay({ leaseMs: 400 });
    const records = 4 * rounds * writers;
    while ((await last.account()).accepted < records / 4) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    relays[0]?.process.kill('SIGKILL');
    const reports = (await Promise.all(writing.map(({ ended }) => ended))).map((printed) =>
      JSON.parse(printed),
    );
    relays[1]?.process.kill('SIGKILL');
    await Promise.all(relays.map(({ ended }) => ended));

    for (const { calls, accepted } of reports) expect(accepted).toBe(calls);
    const isSettled = async () =>
      (await last.account()).pending === 0 &&
      (await rig.observer.hLen('chouette:metrics:raw:relay:claims')) === 0 &&
      (await rig.observer.hLen('chouette:metrics:raw:relay:dirty')) === 0;
    do {
      await last.drain();
      await new Promise((resolve) => setTimeout(resolve, 50));
    } while (!(await isSettled()));

    const sum = reports.reduce((total, report) => total + report.sum, 0);
    expect(rig.intake.total('orders')).toBe(sum);
    expect(Object.keys(rig.values('orders'))).toHaveLength(buckets);
    expect(rig.intake.total('latency.count') * 10).toBeCloseTo(writers * rounds);
    expect(Math.max(...Object.values(rig.values('latency.max')))).toBe(rounds - 1);
    expect(rig.intake.total('users')).toBe(writers * rounds);
    expect(await last.account()).toEqual({
      accepted: records,
      dropped: {},
      rejected: {},
      pending: 0,
    });
  });
});
