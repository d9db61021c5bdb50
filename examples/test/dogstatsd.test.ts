import { type AgentFlush, DogStatsdListener } from '@dogstats/dogstatsd/listener';
import { createIntake } from '@dogstats/intake';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { compileExamples, runNode } from './run-node.ts';

const timeout = 120_000;

beforeAll(compileExamples, timeout);

/** What both ways have to end in, as far as Datadog holds the same of both. */
const expected = {
  'shop.orders': 3,
  'shop.items': 6,
  'shop.price.count': 6,
  'shop.price.max': 12,
  'shop.price.median': 3,
  'shop.queue': 8,
  'shop.customers': 2,
};

describe('one program, two ways out', { timeout }, () => {
  it('goes straight to Datadog with an API key', async () => {
    const intake = await createIntake({ port: 0 });
    onTestFinished(() => intake.close());

    const run = runNode(['dist/dogstatsd/main.js'], {
      DD_URL: intake.url,
      DD_API_KEY: 'local',
      DOGSTATS_HISTOGRAM_AGGREGATES: 'count,max,median',
    });

    expect(await run.ended, run.output.stderr).toBe(0);
    expect(run.output.stdout).toContain('Sent 18 calls.');
    for (const [metric, value] of Object.entries(expected))
      expect(intake.total(metric), metric).toBe(value);
  });

  it('goes to the Agent where one is named, and comes to the same', async () => {
    const flushes: AgentFlush[] = [];
    const agent = await DogStatsdListener.listen({
      udp: { port: 0 },
      onFlush: (flush) => flushes.push(flush),
    });
    onTestFinished(() => agent.close());

    const run = runNode(['dist/dogstatsd/main.js'], {
      DD_AGENT_HOST: '127.0.0.1',
      DD_DOGSTATSD_PORT: `${agent.udp?.port}`,
    });
    expect(await run.ended, run.output.stderr).toBe(0);
    expect(run.output.stdout).toContain('Sent 18 calls.');
    expect(run.output.stderr).toBe('');
    // The two counts, the histogram, the gauge and each member of the set: one message each.
    await expect.poll(() => agent.stats().messages).toBe(6);
    await agent.close();

    const held = new Map<string, number>();
    for (const { metric, type, interval, values } of flushes.flatMap(({ series }) => series)) {
      const value = values.at(-1) ?? Number.NaN;
      // The Agent makes a rate per second of what was counted.
      if (type === 'rate') held.set(metric, (held.get(metric) ?? 0) + value * interval);
      else held.set(metric, value);
    }
    for (const [metric, value] of Object.entries(expected))
      expect(held.get(metric), metric).toBeCloseTo(value, 9);
  });

  it('says so where there is neither', async () => {
    const run = runNode(['dist/dogstatsd/main.js']);

    expect(await run.ended).toBe(0);
    expect(run.output.stdout).toContain('Not everything was sent.');
    expect(run.output.stderr).toContain('DD_API_KEY');
  });
});
