import { createIntake, type Intake } from '@dogstats/intake';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RedisServer, skipWithoutRedis } from '../../packages/redis/test/redis-server.ts';
import { compileExamples, runNode } from './run-node.ts';

const timeout = 90_000;

describe.skipIf(skipWithoutRedis())('writers and a relay', { timeout }, () => {
  let intake: Intake;
  let server: RedisServer;

  beforeAll(async () => {
    await compileExamples();
    intake = await createIntake({ port: 0 });
    server = await RedisServer.start();
  }, timeout);
  afterAll(async () => {
    await intake.close();
    await server.stop();
  });

  it('give one total of three processes', async () => {
    const env = { REDIS_URL: server.url, DD_URL: intake.url, DD_API_KEY: 'local' };
    const relay = runNode(['dist/redis-relay/relay.js'], env);
    const writers = Array.from({ length: 3 }, () => runNode(['dist/redis-relay/writer.js'], env));
    for (const { ended, output } of writers) {
      expect(await ended, output.stderr).toBe(0);
      expect(output.stdout).toContain('Wrote 60 calls.');
    }
    const total = (metric: string): number => intake.total(metric, ['env:example']);
    await intake.waitFor('shop.orders', () => total('shop.orders') === 60, { timeoutMs: 60_000 });
    await intake.waitFor('shop.order.items.count', () => total('shop.order.items.count') >= 5.99, {
      timeoutMs: 60_000,
    });
    relay.child.kill('SIGTERM');
    expect(await relay.ended, relay.output.stderr).toBe(0);

    expect(intake.total('shop.orders', ['payment:invoice'])).toBe(15);
    expect(intake.series({ metric: 'shop.orders' })).toHaveLength(2);
    for (const { host } of intake.series()) expect(host).toBe('');
    for (const { points } of intake.series({ metric: 'shop.order.items.avg' })) {
      for (const { value } of points) expect(value).toBe(2);
    }
    // 2 counts, 20 samples and a set of each process.
    expect(relay.output.stdout).toContain('accepted: 69');
    expect(relay.output.stdout).toContain('pending: 0');
  });
});
