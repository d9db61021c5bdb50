import { createIntake } from '@dogstats/intake';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { compileExamples, runNode } from './run-node.ts';

const timeout = 120_000;

beforeAll(compileExamples, timeout);

it('metrics of OpenTelemetry arrive with the same totals', { timeout }, async () => {
  const intake = await createIntake({ port: 0 });
  onTestFinished(() => intake.close());
  const { ended, output } = runNode(['dist/opentelemetry/main.js'], { DD_URL: intake.url });
  expect(await ended, output.stderr).toBe(0);

  expect(output.stderr).toBe('');
  expect(output.stdout).toContain('dropped: {}');
  expect(intake.total('shop.orders')).toBe(200);
  expect(intake.total('shop.orders', ['payment:invoice', 'service:shop'])).toBe(50);
  expect(intake.total('shop.checkout.duration.count')).toBe(200);
  const last = (metric: string) => intake.series({ metric })[0]?.points.at(-1)?.value;
  expect(last('shop.carts')).toBe(20);
  expect(last('shop.checkout.duration.max')).toBe(49);
  expect(last('shop.checkout.duration.avg')).toBe(24.5);
});
