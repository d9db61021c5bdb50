import { readFileSync } from 'node:fs';
import { type AgentFlush, DogStatsdListener } from '@dogstats/dogstatsd/listener';
import { createIntake } from '@dogstats/intake';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { compileExamples, runNode } from './run-node.ts';

const timeout = 120_000;

beforeAll(compileExamples, timeout);

const source = (name: string): string =>
  readFileSync(new URL(`../src/migration/${name}.ts`, import.meta.url), 'utf8');

/** What an Agent makes of a program, without times. */
async function byWayOfAgent(program: string): Promise<Record<string, number>> {
  const flushes: AgentFlush[] = [];
  const agent = await DogStatsdListener.listen({
    udp: { port: 0 },
    onFlush: (flush) => flushes.push(flush),
  });
  const run = runNode([`dist/migration/${program}.js`], {
    DD_AGENT_HOST: '127.0.0.1',
    DD_DOGSTATSD_PORT: `${agent.udp?.port}`,
  });
  expect(await run.ended, run.output.stderr).toBe(0);
  // 15 calls, one message each, and what the client says of itself.
  await expect.poll(() => agent.stats().messages).toBeGreaterThanOrEqual(16);
  await agent.close();
  const totals: Record<string, number> = {};
  totals['events'] = flushes.flatMap(({ events }) => events).length;
  for (const { series } of flushes) {
    for (const { metric, type, interval, values, tags } of series) {
      if (!metric.startsWith('shop.') || metric.includes('price.time.')) continue;
      const key = `${metric} ${[...tags].sort().join()}`;
      const value = values.at(-1) ?? Number.NaN;
      totals[key] = type === 'rate' ? (totals[key] ?? 0) + value * interval : value;
    }
  }
  return totals;
}

describe('a migration from hot-shots', { timeout }, () => {
  it('begins with one import', () => {
    const changed = source('before')
      .split('\n')
      .slice(1)
      .filter((line, index) => line !== source('after').split('\n')[index + 1]);
    expect(changed).toEqual(["import StatsD, { type TimerContext } from 'hot-shots';"]);
  });

  it('leaves what the Agent gets as it was', async () => {
    const before = await byWayOfAgent('before');
    const after = await byWayOfAgent('after');

    expect(after).toEqual(before);
    expect(after).toMatchObject({
      events: 1,
      'shop.orders payment:card,team:orders': 3,
      'shop.order.total.max team:orders': 17,
      'shop.customers team:orders': 2,
    });
  });

  it('ends without an Agent, with the same totals', async () => {
    const intake = await createIntake({ port: 0 });
    onTestFinished(() => intake.close());
    const run = runNode(['dist/migration/main.js'], {
      DD_URL: intake.url,
      DD_API_KEY: 'local',
    });

    expect(await run.ended, run.output.stderr).toBe(0);
    expect(run.output.stdout).toContain('Sent 15 calls.');
    expect(intake.total('shop.orders')).toBe(3);
    expect(intake.total('shop.order.total.count')).toBe(3);
    expect(intake.total('shop.order.total.max')).toBe(17);
    expect(intake.total('shop.price.time.count')).toBe(3);
    expect(intake.total('shop.queue')).toBe(3);
    expect(intake.total('shop.customers')).toBe(2);
    expect(intake.events()).toMatchObject([{ title: 'shop.Sold out', alertType: 'warning' }]);
  });
});
