import { createIntake, type Intake } from '@dogstats/intake';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { compileExamples, examplesFolder, runNode } from './run-node.ts';

const timeout = 120_000;
const apiKey = 'c0ffee00c0ffee00c0ffee00c0ffee00';
const appKey = 'decade00decade00decade00decade00decade00';

let intake: Intake;

beforeAll(async () => {
  await compileExamples();
  intake = await createIntake({ port: 0, apiKeys: [apiKey], applicationKeys: [appKey] });
}, timeout);

afterAll(() => intake.close());

/** Settings of a program whose metrics have a service of its own. */
function settings(service: string): Record<string, string> {
  return { DD_URL: intake.url, DD_API_KEY: apiKey, DD_SERVICE: service, PORT: '0' };
}

/** Starts a server, asks it, and ends it with everything sent. */
async function serve(
  framework: string,
  ask: (url: string) => Promise<void>,
  // Of tests that run at the same time vitest's own onTestFinished() takes the one that began last.
  { onTestFinished }: TestContext,
): Promise<void> {
  const { child, output, said, ended } = runNode(
    [`dist/${framework}/main.js`],
    settings(framework),
  );
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  const port = await said(/port: (\d+)/);
  await ask(`http://127.0.0.1:${port}`);
  child.kill('SIGTERM');
  await ended;
  expect(child.signalCode, output.stderr).toBe('SIGTERM');
}

describe('frameworks', { timeout, concurrent: true }, () => {
  it.for(['express', 'fastify', 'hono', 'koa', 'nestjs'])(
    '%s: requests by route',
    async (name, context) => {
      const visit = async (url: string): Promise<void> => {
        for (const path of ['/users/1', '/users/2?page=1', '/users/0']) {
          await (await fetch(`${url}/tenants/acme${path}`)).text();
        }
        await (await fetch(`${url}/nowhere/7`)).text();
        await (await fetch(`${url}/health`)).text();
      };
      await serve(name, visit, context);

      const total = (metric: string, ...tags: string[]): number =>
        intake.total(`shop.http.server.${metric}`, [`service:${name}`, ...tags]);
      const route = 'route:/tenants/:tenant/users/:id';
      expect(total('requests')).toBe(4);
      expect(total('requests', 'method:get', route, 'status_class:2xx')).toBe(2);
      expect(total('requests', 'method:get', route, 'status_class:5xx')).toBe(1);
      expect(total('requests', 'method:get', 'route:unmatched', 'status_class:4xx')).toBe(1);
      expect(total('errors', route)).toBe(1);
      expect(total('aborted')).toBe(0);
      expect(total('request.duration.count', route, 'status_class:2xx')).toBe(2);
      const active = intake
        .series({ metric: 'shop.http.server.active_requests' })
        .filter(({ tags }) => tags.includes(`service:${name}`));
      expect(active).toHaveLength(1);
      expect(total('active_requests')).toBe(0);
    },
  );
});

it('runtime: how the process is doing', { timeout }, async () => {
  const { output, ended } = runNode(['dist/runtime/main.js'], settings('runtime'));

  expect(await ended, output.stderr).toBe(0);
  expect(output.stdout).toBe('true\n');
  const total = (metric: string): number =>
    intake.total(`runtime.node.${metric}`, ['service:runtime', 'role:worker']);
  expect(total('event_loop.delay.max')).toBeGreaterThan(100e6); // nanoseconds
  expect(total('event_loop.utilization')).toBeGreaterThan(0);
  expect(total('mem.rss')).toBeGreaterThan(20e6);
  expect(total('heap.heap_size_limit')).toBeGreaterThan(total('mem.heap_used'));
  expect(total('cpu.total')).toBeGreaterThan(0);
});

it('catalogue: the same metrics in calls, at Datadog and as a table', { timeout }, async () => {
  const main = runNode(['dist/catalogue/main.js'], settings('catalogue'));
  expect(await main.ended, main.output.stderr).toBe(0);
  expect(main.output.stdout).toBe('true 5\n');
  const tags = ['service:catalogue'];
  expect(intake.total('shop.orders.placed', [...tags, 'plan:paid', 'coupon:spring'])).toBe(1);
  expect(intake.total('shop.orders.placed', tags)).toBe(3);
  expect(intake.total('shop.stock.level', ['site:north', 'article:pen'])).toBe(7);

  const command = [`${examplesFolder}node_modules/dogstats/bin/dogstats.js`, 'metadata'];
  const env = { ...settings('catalogue'), DD_APP_KEY: appKey };
  const file = 'dist/catalogue/metrics.js';
  const push = runNode([...command, 'push', file, '--prefix', 'shop'], env);
  expect(await push.ended, push.output.stderr).toBe(0);
  expect(push.output.stdout).toContain('10 pushed, 0 not known yet, 0 refused.');
  const headers = { 'DD-API-KEY': apiKey, 'DD-APPLICATION-KEY': appKey };
  const answer = await fetch(`${intake.url}/api/v1/metrics/shop.orders.placed`, { headers });
  expect(await answer.json()).toMatchObject({
    type: 'count',
    unit: 'item',
    description: 'Orders that were paid for.',
  });

  const markdown = runNode([...command, 'markdown', file]);
  expect(await markdown.ended, markdown.output.stderr).toBe(0);
  expect(markdown.output.stdout).toContain(
    '| `orders.placed` | count | item | `plan`: `free` `paid`, `coupon?`: string | Orders that were paid for. |',
  );
});
