import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { DogStats } from 'dogstats';
import { type RuntimeMetricsOptions, runtimeMetrics } from 'dogstats/runtime';
import { type RecordedMetrics, recordMetrics } from 'dogstats/testing';
import { expect, onTestFinished, test, vi } from 'vitest';
import { runNode } from '../run-program.js';

function collected(options: RuntimeMetricsOptions = {}) {
  const dogStats = new DogStats();
  const metrics = recordMetrics({ dogStats });
  const runtime = runtimeMetrics({ dogStats, clock: metrics.clock, ...options });
  onTestFinished(async () => {
    runtime.stop();
    await metrics.stop();
  });
  return { metrics, runtime };
}

const value = (metrics: RecordedMetrics, name: string, tags?: Record<string, string>) =>
  metrics.find(`runtime.node.${name}`, tags)[0]?.value;

/** Keeps the event loop busy. */
function block(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

test('collects each part at its interval', async () => {
  const { metrics, runtime } = collected({ parts: { gc: false } });
  await metrics.clock.advance(9_999);
  expect(metrics.all()).toEqual([]);
  await metrics.clock.advance(1);

  const { rss, heapTotal } = process.memoryUsage();
  expect(value(metrics, 'mem.rss')).toBeGreaterThan(rss / 4);
  expect(value(metrics, 'mem.rss')).toBeLessThan(rss * 4);
  expect(value(metrics, 'mem.heap_used')).toBeLessThanOrEqual(heapTotal * 4);
  expect(value(metrics, 'heap.heap_size_limit')).toBeGreaterThan(heapTotal);
  expect(value(metrics, 'process.uptime')).toBeCloseTo(process.uptime(), -1);
  expect(value(metrics, 'cpu.total')).toBeCloseTo(
    (value(metrics, 'cpu.user') ?? Number.NaN) + (value(metrics, 'cpu.system') ?? Number.NaN),
  );
  expect(value(metrics, 'event_loop.utilization')).toBeGreaterThan(0);
  expect(value(metrics, 'event_loop.utilization')).toBeLessThanOrEqual(1);
  expect(metrics.messages).toEqual([]);

  metrics.reset();
  await metrics.clock.advance(30_000);
  expect(metrics.find('runtime.node.mem.rss')[0]?.calls).toBe(3);
  runtime.stop();
  runtime.stop();
  metrics.reset();
  await metrics.clock.advance(60_000);
  runtime.collect();
  expect(metrics.all()).toEqual([]);
});

test('a blocked event loop is a delay, in nanoseconds, and utilization', async () => {
  const { metrics, runtime } = collected({ parts: { gc: false } });
  await new Promise((resolve) => setTimeout(resolve, 150));
  block(200);
  await new Promise((resolve) => setTimeout(resolve, 150));
  runtime.collect();

  expect(value(metrics, 'event_loop.delay.max')).toBeGreaterThan(100e6);
  expect(value(metrics, 'event_loop.delay.min')).toBeLessThan(100e6);
});

test('CPU is in percent of one core', async () => {
  const { metrics, runtime } = collected();
  const before = process.cpuUsage();
  block(100);
  const { user, system } = process.cpuUsage(before);
  await metrics.clock.advance(1000);
  runtime.collect();

  // On the clock of the test a second has passed.
  const atLeast = (user + system) / 1e6 / 1;
  expect(value(metrics, 'cpu.total')).toBeGreaterThanOrEqual(100 * atLeast * 0.99);
  expect(value(metrics, 'cpu.total')).toBeLessThan(100 * atLeast + 400);
});

test('garbage collections are timed, by type if that is wanted', async () => {
  const { metrics } = collected({ detailed: true });
  let kept: object[] = [];
  const pauses = (): number => {
    for (let round = 0; round < 20; round++) kept = Array.from({ length: 50_000 }, () => ({}));
    expect(kept.length).toBe(50_000);
    return metrics.find('runtime.node.gc.pause').length;
  };
  await expect.poll(pauses).toBe(1);

  const [pause] = metrics.find('runtime.node.gc.pause');
  const byType = metrics.find('runtime.node.gc.pause.by.type');
  expect(pause?.values.every((nanoseconds) => Number(nanoseconds) > 1000)).toBe(true);
  expect(byType.map(({ tags }) => tags.join())).toContain('gc_type:scavenge');
});

test('handles and heap by kind; a kind that has gone is told as 0', async () => {
  const { metrics, runtime } = collected({ detailed: true });
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  await once(socket, 'connect');
  runtime.collect();

  const sockets = { type: 'tcpsocketwrap' };
  expect(value(metrics, 'active_resources')).toBeGreaterThanOrEqual(2);
  expect(value(metrics, 'active_resources.by.type', sockets)).toBeGreaterThanOrEqual(1);
  expect(value(metrics, 'heap.used_size.by.space', { heap_space: 'new_space' })).toBeGreaterThan(0);

  socket.destroy();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  runtime.collect();
  expect(value(metrics, 'active_resources.by.type', { type: 'tcpserverwrap' })).toBe(0);
});

test('parts can be left out; prefix and tags can be others', async () => {
  const parts = { eventLoop: false, gc: false, cpu: false, handles: false };
  const { metrics, runtime } = collected({ parts, prefix: 'node', tags: ['role:web'] });
  runtime.collect();

  const names = metrics.all().map(({ name }) => name);
  expect(names.every((name) => /^node\.(mem|heap)\./.test(name))).toBe(true);
  expect(metrics.find('node.mem.rss', ['role:web'])).toHaveLength(1);
});

test('wrong options are named at once', () => {
  const options = { interval: 5, parts: { garbage: false }, intervalSeconds: 0 } as never;

  expect(() => runtimeMetrics(options)).toThrow(
    /interval is not .*; garbage is not .*: use eventLoop, gc.*; intervalSeconds has to be from 1/,
  );
});

test('a part that fails ends neither the process nor the others', async () => {
  const { metrics } = collected({ parts: { gc: false } });
  const emfile = new Error('EMFILE: too many open files, uv_resident_set_memory');
  const memoryUsage = vi.spyOn(process, 'memoryUsage').mockImplementation(() => {
    throw emfile;
  });
  await metrics.clock.advance(10_000);
  memoryUsage.mockRestore();
  expect(value(metrics, 'mem.rss')).toBeUndefined();
  expect(value(metrics, 'process.uptime')).toBeDefined();

  await metrics.clock.advance(10_000);
  expect(value(metrics, 'mem.rss')).toBeGreaterThan(0);
});

test('does not keep a process alive', async () => {
  const door = new URL('../../dist/runtime/runtime-metrics.js', import.meta.url).href;
  const program = `import { runtimeMetrics } from ${JSON.stringify(door)};
    runtimeMetrics({ intervalSeconds: 3600 });
    console.log('done');`;
  const { ended, output } = runNode(['--input-type=module', '--eval', program]);

  expect(await ended).toEqual({ code: 0, signal: null });
  expect(output.stdout).toBe('done\n');
});
