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
    const { ended, output } = runNode(['dist/redis-relay/main.js'], env);
    expect(await ended, output.stderr).toBe(0);

    expect(output.stdout.match(/Wrote 60 calls\./g)).toHaveLength(3);
    expect(intake.total('shop.orders', ['env:example'])).toBe(60);
    expect(intake.total('shop.order.items.count')).toBeCloseTo(6);
    expect(intake.total('shop.orders', ['payment:invoice'])).toBe(15);
    expect(intake.series({ metric: 'shop.orders' })).toHaveLength(2);
    for (const { host } of intake.series()) expect(host).toBe('');
    for (const { points } of intake.series({ metric: 'shop.order.items.avg' })) {
      for (const { value } of points) expect(value).toBe(2);
    }
    // 2 counts, 20 samples and a set of each process.
    expect(output.stdout).toContain('accepted: 69');
    expect(output.stdout).toContain('pending: 0');
  });
});
