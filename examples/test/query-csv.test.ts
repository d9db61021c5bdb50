import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createIntake, type Intake } from '@dogstats/intake';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { compileExamples, runNode } from './run-node.ts';

let intake: Intake;
let folder: string;
beforeAll(async () => {
  await compileExamples();
  folder = mkdtempSync(join(tmpdir(), 'dogstats-query-csv-'));
  intake = await createIntake({ port: 0, retentionSeconds: 7_200 });
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await intake.close();
});

it('writes the last hour as CSV, and adds up the same numbers', async () => {
  const minute = Math.floor(Date.now() / 60_000) * 60 - 1_800;
  const orders = (payment: string, ...counts: number[]) => ({
    ...{
      metric: 'shop.orders',
      type: 'count' as const,
      interval: 10,
      tags: [`payment:${payment}`],
    },
    points: counts.map((count, index): [number, number] => [minute + index * 30, count]),
  });
  await intake.seed({ series: [orders('card', 3, 4, 5), orders('invoice', 10)] });
  const file = join(folder, 'orders.csv');

  const { ended, output } = runNode(['dist/query-csv/main.js', file], { DD_URL: intake.url });

  expect(await ended, output.stderr).toBe(0);
  const time = (seconds: number): string => new Date(seconds * 1_000).toISOString();
  expect(readFileSync(file, 'utf8')).toBe(
    'time,query,payment,value\n' +
      `${time(minute)},q0,card,7\n` +
      `${time(minute)},q0,invoice,10\n` +
      `${time(minute + 60)},q0,card,5\n`,
  );
  expect(output.stdout).toBe('payment:card: 12 orders\npayment:invoice: 10 orders\n');
});
