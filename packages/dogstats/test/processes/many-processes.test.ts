import { fileURLToPath } from 'node:url';
import { createIntake, type Intake } from '@dogstats/intake';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runNode } from '../run-program.js';

const shop = fileURLToPath(new URL('shop.mjs', import.meta.url));

/** What four workers record, and the primary besides. */
const calls = 4 * 12 * 50;
const orders = calls + 1000;

let intake: Intake;
beforeEach(async () => {
  intake = await createIntake({ port: 0 });
});
afterEach(() => intake.close());

/** Runs the shop to its end; the primary's last report and figures. */
async function run(env: Record<string, string>) {
  const program = runNode([shop], { DD_URL: intake.url, DD_HOSTNAME: 'web-1', ...env });
  const { code } = await program.ended;
  expect(code, program.output.stderr).toBe(0);
  return { ...JSON.parse(program.output.stdout), stderr: program.output.stderr };
}

describe.each(['cluster', 'threads'])('four workers (%s)', (kind) => {
  it('have exact totals when they hand over to their primary, though some just exit', async () => {
    const env = { SHOP_WORKERS: kind, SHOP_SINK: 'primary' };
    const { report, stats, stderr } = await run(env);

    expect(stderr).toBe('');
    expect(report.ok).toBe(true);
    expect(stats).toMatchObject({ recorded: 4 * calls + 1, retained: 0, dropped: {} });
    expect(stats.accepted).toBe(stats.recorded);
    expect(intake.total('shop.orders')).toBe(orders);
    expect(intake.total('shop.latency.count')).toBe(calls);
    expect(intake.total('shop.amount')).toBe(calls);
    const values = (metric: string): number[] =>
      intake.series({ metric }).flatMap(({ points }) => points.map(({ value }) => value));
    expect(Math.min(...values('shop.latency.min'))).toBe(0);
    expect(Math.max(...values('shop.latency.max'))).toBe(349);
    expect(Math.max(...values('shop.customers'))).toBe(100);
    // One series, of one host, from one sender.
    expect(intake.series({ metric: 'shop.orders' })).toMatchObject([{ host: 'web-1', tags: [] }]);
  });
});

it('four workers overwrite each other when each sends for itself', async () => {
  await run({ SHOP_SINK: 'http' });

  // The undercount that the docs warn of; of distributions there is none.
  expect(intake.total('shop.orders')).toBeLessThan(orders);
  expect(intake.total('shop.latency.count')).toBeLessThan(calls);
  expect(intake.total('shop.amount')).toBe(calls);
});

it('workers that are killed lose nothing that they had handed over', async () => {
  const { stats } = await run({ SHOP_SINK: 'primary', SHOP_END: 'flush and kill' });

  expect(stats).toMatchObject({ recorded: 4 * calls + 1, accepted: 4 * calls + 1 });
  expect(intake.total('shop.orders')).toBe(orders);
  expect(intake.total('shop.latency.count')).toBe(calls);
});
