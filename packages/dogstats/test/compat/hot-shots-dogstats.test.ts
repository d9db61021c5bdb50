import { createIntake } from '@dogstats/intake';
import { DogStats } from 'dogstats';
import { StatsD } from 'dogstats/compat/hot-shots';
import { expect, onTestFinished, test, vi } from 'vitest';

test('with dogStats every call arrives at Datadog, without an Agent', async () => {
  const intake = await createIntake({ port: 0 });
  const dogStats = new DogStats();
  const env = { DD_URL: intake.url, DD_API_KEY: 'key' };
  dogStats.start({ env, host: 'web-1', autoFlush: false });
  onTestFinished(async () => {
    await dogStats.close({ timeoutMs: 100 });
    await intake.close();
  });
  const errors: Error[] = [];
  const client = new StatsD({
    dogStats,
    prefix: 'shop',
    globalTags: ['env:test'],
    errorHandler: (error) => errors.push(error),
  });
  const told = vi.fn();
  client.increment('orders', 2, told);
  client.decrement('orders');
  client.gauge(['depth', 'width'], 7, { queue: 'mail' });
  client.timing('time', 12);
  client.timer(() => 5, 'timed')();
  client.histogram('size', 3, ['env:other']);
  client.distribution('spread', 1);
  client.set('users', 'ada');
  client.unique('users', 'bob');
  client.event('deployed', 'by ada', { alert_type: 'success' }, ['t:1']);
  client.check('db.up', client.CHECKS.WARNING, { message: 'slow' });
  client.childClient({ prefix: 'eu', globalTags: ['region:eu'] }).increment('orders', 5);
  client.gaugeDelta('depth', 1);

  await new Promise<void>((resolve) => client.flush(() => resolve()));
  const values = (): Record<string, number | undefined> =>
    Object.fromEntries(
      intake
        .series()
        .map(({ metric, tags, points }) => [`${metric} ${tags.join()}`, points.at(-1)?.value]),
    );
  const expected = {
    'shop.orders env:test': 1,
    'shop.depth env:test,queue:mail': 7,
    'shop.width env:test,queue:mail': 7,
    'shop.time.max env:test': 12,
    'shop.timed.count env:test': 1,
    'shop.size.avg env:other': 3,
    'shop.users env:test': 2,
    'eu.shop.orders env:test,region:eu': 5,
  };
  await expect.poll(() => values()).toMatchObject(expected);
  await expect.poll(() => intake.checks()).toHaveLength(1);
  expect(intake.events()).toMatchObject([{ title: 'shop.deployed', text: 'by ada' }]);
  expect(intake.checks()).toMatchObject([
    { check: 'shop.db.up', status: 'warning', message: 'slow' },
  ]);
  expect(errors.map(String)).toEqual([
    expect.stringContaining("gaugeDelta('shop.depth') needs an"),
  ]);
  expect(told.mock.calls).toEqual([[null, 0]]);
  expect(client.socket.type).toBe('mock');

  client.increment('last', 1);
  await new Promise<void>((resolve) => client.close(() => resolve()));
  dogStats.increment('goes.on');
  expect((await dogStats.flush({ timeoutMs: 30_000 })).ok).toBe(true);
  expect(intake.series({ metric: 'shop.last' })).toHaveLength(1);
  expect(intake.series({ metric: 'goes.on' })).toHaveLength(1);
});

test('what a flush or its callback throws ends nothing', async () => {
  const unhandled = vi.fn();
  process.on('unhandledRejection', unhandled);
  onTestFinished(() => void process.off('unhandledRejection', unhandled));
  const refused = new Error('no flush');
  const flush = vi.fn();
  const errorHandler = vi.fn();
  const client = new StatsD({ dogStats: Object.assign(new DogStats(), { flush }), errorHandler });

  for (const fail of [() => Promise.reject(refused), () => raise(refused)]) {
    flush.mockImplementation(fail);
    client.flush();
    expect(await new Promise((resolve) => client.flush(resolve))).toBe(refused);
    expect(await new Promise((resolve) => client.close(resolve))).toBe(refused);
  }
  flush.mockResolvedValue({ ok: true, errors: [] });
  const thrown = new Error('from the callback');
  client.flush(() => raise(thrown));
  await new Promise((resolve) => setImmediate(resolve));

  expect(errorHandler.mock.calls).toEqual([[refused], [refused], [thrown]]);
  expect(unhandled).not.toHaveBeenCalled();
});

function raise(error: Error): never {
  throw error;
}

test('with dogStats what an Agent would look a pod up by is no tag', async () => {
  vi.stubEnv('DD_ENTITY_ID', 'pod-1');
  vi.stubEnv('DD_SERVICE', 'shop');
  onTestFinished(() => void vi.unstubAllEnvs());

  expect(new StatsD({ mock: true }).globalTags).toContain('dd.internal.entity_id:pod-1');
  expect(new StatsD({ dogStats: new DogStats() }).globalTags).toEqual(['service:shop']);
});
