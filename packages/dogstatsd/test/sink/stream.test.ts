import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ManualClock } from '@dogstats/core/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DogStatsdSink } from '../../src/index.ts';
import { FrameReader } from '../../src/listener/frame-reader.ts';
import { countPoint, inBackground, manyCounts, settled } from './points.ts';

const clean: (() => Promise<unknown>)[] = [];
let path: string;

beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'dogstatsd-'));
  clean.push(() => rm(folder, { recursive: true }));
  path = join(folder, 'dsd.socket');
});

afterEach(async () => {
  for (const end of clean.splice(0).reverse()) await end();
});

/** An Agent that reads all it gets, or nothing. */
async function agent({ reads = true } = {}) {
  const lines: string[] = [];
  const connections = new Set<Socket>();
  const server: Server = createServer({ pauseOnConnect: !reads }, (connection) => {
    connections.add(connection);
    connection.on('error', () => {});
    const reader = new FrameReader(8192, (payload) => lines.push(...`${payload}`.split('\n')));
    if (reads) connection.on('data', (chunk) => reader.push(chunk as Buffer));
  });
  server.listen(path);
  await once(server, 'listening');
  const stop = async (): Promise<void> => {
    for (const connection of connections) connection.destroy();
    if (server.listening) await new Promise((resolve) => server.close(resolve));
  };
  clean.push(stop);
  return { lines, connections, stop };
}

function makeSink(clock: ManualClock | undefined = undefined): DogStatsdSink {
  const sink = new DogStatsdSink({ url: `unixstream://${path}`, env: {}, clock });
  clean.push(() => sink.close());
  return sink;
}

/** Each line once, and how many of them were several times there. */
function repeated(lines: readonly string[]): number {
  return lines.length - new Set(lines).size;
}

describe('the sink over a Unix socket', () => {
  it('sends frames of up to 8,192 bytes', async () => {
    const { lines } = await agent();
    const sink = makeSink();

    const report = await sink.write({ points: manyCounts(2000) }, inBackground);
    await expect.poll(() => lines.length).toBe(2000);

    expect(report).toMatchObject({ accepted: 2000, dropped: {}, errors: [] });
    expect(repeated(lines)).toBe(0);
  });

  it('waits for an Agent that restarts, and sends nothing twice', async () => {
    const first = await agent();
    const sink = makeSink();
    await sink.write({ points: manyCounts(50, 'before') }, inBackground);
    await expect.poll(() => first.lines.length).toBe(50);

    await first.stop();
    await expect.poll(() => first.connections.size).toBe(1);
    const writing = sink.write({ points: manyCounts(2000, 'after') }, inBackground);
    expect(sink.stats().retained).toBeGreaterThan(0);
    const second = await agent();
    const report = await writing;
    await expect.poll(() => second.lines.length).toBe(2000);

    expect(report).toMatchObject({ accepted: 2000, dropped: {} });
    expect(repeated(second.lines)).toBe(0);
    expect(sink.stats()).toMatchObject({ accepted: 2050, retained: 0, dropped: {}, errors: [] });
  });

  it('accounts for every call, whenever the Agent goes and comes', async () => {
    const lines: string[] = [];
    let running = await agent();
    const sink = makeSink();
    let accepted = 0;

    for (let round = 0; round < 10; round++) {
      const writing = sink.write({ points: manyCounts(3000, `round${round}`) }, inBackground);
      for (let turns = 0; turns < round; turns++) await new Promise((next) => setImmediate(next));
      await running.stop();
      lines.push(...running.lines);
      running = await agent();
      const report = await writing;
      expect(settled(report)).toBe(3000);
      accepted += report.accepted;
    }
    await sink.close();
    await running.stop();
    lines.push(...running.lines);

    expect(sink.stats()).toMatchObject({ accepted, retained: 0 });
    expect(repeated(lines)).toBe(0);
    // What a dying Agent had not read is lost; more than was accepted it can't have got.
    expect(lines.length).toBeLessThanOrEqual(accepted);
  });

  it('gives up after ten seconds without an Agent, then at once, and begins again when it is back', async () => {
    const clock = new ManualClock();
    const sink = makeSink(clock);
    let isSettled = false;

    const writing = sink.write({ points: manyCounts(100) }, inBackground);
    void writing.then(() => {
      isSettled = true;
    });
    for (let waited = 0; waited < 9_900; waited += 100) {
      await clock.untilTimers();
      await clock.advance(100);
    }
    expect(isSettled).toBe(false);
    expect(sink.stats()).toMatchObject({
      retained: 100,
      errors: [{ message: expect.stringContaining('is the Agent running') }],
    });
    while (!isSettled) {
      if (clock.pendingTimers > 0) await clock.advance(100);
      await new Promise((next) => setImmediate(next));
    }
    expect(await writing).toMatchObject({
      accepted: 0,
      dropped: { sink_failed: 100 },
      errors: [{ code: 'ERR_NETWORK', reason: 'sink_failed' }],
    });

    const atOnce = await sink.write({ points: manyCounts(100) }, inBackground);
    expect(atOnce.dropped).toEqual({ sink_failed: 100 });

    const { lines } = await agent();
    await clock.advance(100);
    const back = await sink.write({ points: manyCounts(100) }, inBackground);
    await expect.poll(() => lines.length).toBe(100);
    expect(back).toMatchObject({ accepted: 100, dropped: {} });
  });

  it('drops what does not fit into the buffer of an Agent that does not read', async () => {
    const { connections } = await agent({ reads: false });
    const clock = new ManualClock();
    const sink = makeSink(clock);
    const points = manyCounts(60_000);
    let report: Awaited<ReturnType<typeof sink.write>> | undefined;

    const writing = sink.write({ points }, inBackground);
    void writing.then((settledReport) => {
      report = settledReport;
    });
    while (report === undefined) {
      if (sink.stats().accepted > 0 && clock.pendingTimers > 0) await clock.advance(500);
      await new Promise((next) => setTimeout(next, 1));
    }

    expect(settled(report)).toBe(60_000);
    expect(report.dropped.queue_full).toBeGreaterThan(0);
    expect(report.accepted).toBeGreaterThan(0);
    expect(report.errors[0]?.message).toContain('the Agent has not read for 1 s');
    expect(connections.size).toBeGreaterThan(0);
  });

  it('hands to the kernel at close() what is under way, and gives up what waits for an Agent', async () => {
    const { lines } = await agent();
    const connected = makeSink();
    const delivered = connected.write({ points: manyCounts(10) }, inBackground);
    await delivered;
    const underWay = connected.write({ points: manyCounts(10, 'last') }, inBackground);
    await connected.close();
    expect(await underWay).toMatchObject({ accepted: 10, dropped: {} });
    await expect.poll(() => lines.length).toBe(20);

    path = `${path}.none`;
    const waiting = makeSink();
    const lost = waiting.write({ points: [countPoint('c', 3)] }, inBackground);
    await new Promise((next) => setTimeout(next, 20));
    await waiting.close();
    expect(await lost).toMatchObject({ accepted: 0, dropped: { shutdown: 3 } });
    expect(waiting.stats()).toMatchObject({ retained: 0, dropped: { shutdown: 3 } });
  });

  it('waits for an Agent that goes right after it came', async () => {
    const clock = new ManualClock();
    const first = await agent();
    const sink = makeSink(clock);
    await sink.write({ points: manyCounts(1, 'before') }, inBackground);
    await expect.poll(() => first.lines.length).toBe(1);
    await first.stop();
    const second = await agent();
    // The end of a connection is an event like any other.
    for (let turn = 0; turn < 10; turn++) await new Promise((next) => setTimeout(next, 1));

    const writing = sink.write({ points: manyCounts(1, 'after') }, inBackground);
    await clock.untilTimers();
    await clock.advance(1000);

    expect(await writing).toMatchObject({ accepted: 1, dropped: {} });
    await expect.poll(() => second.lines.length).toBe(1);
  });

  it('tries again at once when somebody waits', async () => {
    const clock = new ManualClock();
    const sink = makeSink(clock);
    const writing = sink.write({ points: manyCounts(1) }, inBackground);
    await clock.untilTimers();
    await agent();

    sink.hurry();

    expect(await writing).toMatchObject({ accepted: 1 });
  });
});
