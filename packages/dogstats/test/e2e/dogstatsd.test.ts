import { type AgentFlush, DogStatsdListener } from '@dogstats/dogstatsd/listener';
import { createIntake } from '@dogstats/intake';
import { DogStats, type DogStatsOptions } from 'dogstats';
import { expect, onTestFinished, test } from 'vitest';
import { missing } from '../make-dog-stats.js';

async function setUp() {
  const flushes: AgentFlush[] = [];
  const agent = await DogStatsdListener.listen({
    udp: { port: 0 },
    onFlush: (flush) => flushes.push(flush),
  });
  onTestFinished(() => agent.close());
  const url = `udp://127.0.0.1:${agent.udp?.port}`;
  return { agent, url, flushes };
}

function start(options: DogStatsOptions): { dogStats: DogStats; messages: string[] } {
  const messages: string[] = [];
  const log = (message: string): void => void messages.push(message);
  const dogStats = new DogStats();
  onTestFinished(async () => void (await dogStats.close({ timeoutMs: 100 })));
  const logger = { debug: log, info: log, warn: log, error: log };
  dogStats.start({ autoFlush: false, logger, ...options });
  return { dogStats, messages };
}

/** Values by name and type, over all flushes. */
function sums(flushes: readonly AgentFlush[]): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const { metric, type, values } of flushes.flatMap(({ series }) => series)) {
    const name = `${metric} ${type}`;
    sum[name] = (sum[name] ?? 0) + values.reduce((total, value) => total + value, 0);
  }
  return sum;
}

test('every type arrives at an Agent as it is meant, however often it is flushed', async () => {
  const { agent, url, flushes } = await setUp();
  const { dogStats } = start({ sink: 'dogstatsd', env: { DD_DOGSTATSD_URL: url } });
  for (let round = 0; round < 2; round++) {
    dogStats.increment('c', 20);
    dogStats.gauge('g', -2.5 + round);
    dogStats.set('s', `member ${round}`);
    dogStats.timing('h', 1 + round);
    dogStats.distribution('d', 3 + round);
    expect(await dogStats.flush({ timeoutMs: 30_000 })).toMatchObject({ ok: true, accepted: 5 });
  }
  await expect.poll(() => agent.stats().messages).toBe(10);
  await agent.close();

  const all = flushes.flatMap(({ series }) => series);
  const counted = all.filter(({ metric }) => metric === 'c');
  // The two flushes may fall into two buckets of the Agent.
  expect(counted.reduce((sum, { values, interval }) => sum + (values[0] ?? 0) * interval, 0)).toBe(
    40,
  );
  expect(all.findLast(({ metric }) => metric === 'g')?.values).toEqual([-1.5]);
  expect(sums(flushes)).toMatchObject({ 's gauge': 2, 'd distribution': 7 });
  expect(all.some(({ tags }) => tags.some((tag) => tag.startsWith('host:')))).toBe(false);
  expect(missing(dogStats.stats())).toBe(0);
});

test('events and service checks go to the Agent, too', async () => {
  const { agent, url, flushes } = await setUp();
  const { dogStats } = start({ sink: 'dogstatsd', env: { DD_DOGSTATSD_URL: url } });
  dogStats.event('Deployed', 'version 2', { alertType: 'success' });
  dogStats.serviceCheck('db.up', 'critical', { message: 'no answer' });

  const report = await dogStats.flush({ timeoutMs: 30_000 });
  await expect.poll(() => agent.stats().messages).toBe(2);
  await agent.close();

  expect(report).toMatchObject({ ok: true, notices: { accepted: 2 } });
  expect(flushes[0]?.events).toMatchObject([{ title: 'Deployed', alertType: 'success' }]);
  expect(flushes[0]?.serviceChecks).toMatchObject([{ name: 'db.up', status: 2 }]);
});

test('an Agent in the environment is chosen where there is no API key', async () => {
  const { agent, url } = await setUp();
  const port = `${agent.udp?.port}`;

  for (const env of [
    { DD_DOGSTATSD_URL: url },
    { DD_AGENT_HOST: '127.0.0.1', DD_DOGSTATSD_PORT: port },
  ]) {
    const before = agent.stats().messages;
    const { dogStats, messages } = start({ env });
    dogStats.increment('c');
    expect(await dogStats.flush({ timeoutMs: 30_000 })).toMatchObject({ ok: true, accepted: 1 });
    await expect.poll(() => agent.stats().messages).toBe(before + 1);
    expect(messages).toEqual([]);
  }
});

test('an API key, and an address for HTTP, win over the Agent', async () => {
  const { agent, url } = await setUp();
  const intake = await createIntake({ port: 0 });
  onTestFinished(() => intake.close());

  for (const key of [{ DD_API_KEY: 'local' }, {}]) {
    const { dogStats } = start({ env: { DD_DOGSTATSD_URL: url, DD_URL: intake.url, ...key } });
    dogStats.increment('c');
    expect(await dogStats.flush({ timeoutMs: 30_000 })).toMatchObject({ ok: true });
  }

  expect(intake.requests()).toHaveLength(2);
  expect(agent.stats().datagrams).toBe(0);
});

test('both ways at once: what replaces is sent whole, what adds is sent once', async () => {
  const { agent, url, flushes } = await setUp();
  const intake = await createIntake({ port: 0 });
  onTestFinished(() => intake.close());
  const env = { DD_DOGSTATSD_URL: url, DD_URL: intake.url, DD_API_KEY: 'local' };
  const { dogStats } = start({ env, sink: ['http', 'dogstatsd'] });

  for (let round = 0; round < 3; round++) {
    dogStats.increment('c', 10);
    expect(await dogStats.flush({ timeoutMs: 30_000 })).toMatchObject({ ok: true, accepted: 2 });
  }
  await expect.poll(() => agent.stats().messages).toBe(3);
  await agent.close();

  expect(intake.total('c')).toBe(30);
  expect(10 * (sums(flushes)['c rate'] ?? 0)).toBe(30);
  expect(missing(dogStats.stats())).toBe(0);
});

test('start() names an address that can not be used, among all other problems', () => {
  const env = { DD_DOGSTATSD_URL: 'unixgram:///run/dsd.socket' };

  expect(() => start({ env, maxContexts: 0 })).toThrow(
    /maxContexts.*DD_DOGSTATSD_URL "unixgram.*use unixstream:\/\/\/run\/dsd.socket/s,
  );
  expect(() => start({ env, apiKey: 'local' })).not.toThrow();
});

test('calls before an Agent is there are accounted for', async () => {
  const env = { DD_DOGSTATSD_URL: 'unixstream:///nowhere/dsd.socket' };
  const { dogStats } = start({ env });
  dogStats.increment('c', 1, { page: 'home' });

  let report = await dogStats.flush({ timeoutMs: 50 });
  while (report.errors.length === 0) report = await dogStats.flush({ timeoutMs: 50 });
  expect(report).toMatchObject({ ok: false, retained: 1 });
  expect(report.errors[0]?.message).toContain('there is no such socket');
  await dogStats.close({ timeoutMs: 50 });

  expect(dogStats.stats()).toMatchObject({ recorded: 1, retained: 0, dropped: { shutdown: 1 } });
});
