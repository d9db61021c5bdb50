import { mkdtemp, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CheckNotice, EventNotice } from '@dogstats/core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { DogStatsdSink } from '../../src/index.ts';
import { type AgentFlush, DogStatsdListener } from '../../src/listener/index.ts';

const event: EventNotice = {
  kind: 'event',
  title: 'Deployed',
  text: 'two\nlines|',
  timestamp: 1_780_000_000,
  host: hostname(),
  tags: ['env:test'],
  alertType: 'success',
  priority: 'low',
  aggregationKey: 'deploy',
  sourceTypeName: 'git',
};
const check: CheckNotice = {
  kind: 'check',
  name: 'db.up',
  status: 2,
  timestamp: 1_780_000_001,
  host: 'db-1',
  tags: ['env:test'],
  message: 'm: no answer',
};

async function setUp(over: 'udp' | 'stream') {
  const folder = await mkdtemp(join(tmpdir(), 'dogstatsd-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const flushes: AgentFlush[] = [];
  const listener = await DogStatsdListener.listen({
    udp: { port: 0 },
    socketPath: join(folder, 'dsd.socket'),
    host: 'agent',
    onFlush: (flush) => flushes.push(flush),
  });
  onTestFinished(() => listener.close());
  const url =
    over === 'udp'
      ? `udp://127.0.0.1:${listener.udp?.port}`
      : `unixstream://${listener.socketPath}`;
  const sink = new DogStatsdSink({ url, env: { DD_ENTITY_ID: 'uid' } });
  onTestFinished(() => sink.close());
  return { sink, listener, flushes };
}

describe.each(['udp', 'stream'] as const)('events and checks over %s', (over) => {
  it('arrive as they are meant', async () => {
    const { sink, listener, flushes } = await setUp(over);

    expect(await sink.deliver([event, check, { ...event, alertType: 'snapshot' }])).toEqual({
      ...{ accepted: 3, dropped: {}, possiblyDuplicated: 0, errors: [], eventIds: [] },
    });
    await expect.poll(() => listener.stats().messages).toBe(3);
    await listener.close();

    const { kind: _, sourceTypeName: source, host: __, ...fields } = event;
    expect(flushes[0]?.events).toMatchObject([
      { ...fields, source, host: 'agent' },
      { title: 'Deployed', priority: 'low' },
    ]);
    const { kind: ___, ...checkFields } = check;
    expect(flushes[0]?.serviceChecks).toMatchObject([checkFields]);
  });

  it('may be as long as what an Agent reads at once', async () => {
    const { sink, listener } = await setUp(over);
    const long = { ...event, text: 'x'.repeat(7_900) };

    const tooLong = [8_200, 70_000].map((length) => ({ ...event, text: 'x'.repeat(length) }));
    const report = await sink.deliver([long, ...tooLong]);
    await expect.poll(() => listener.stats().messages).toBe(1);

    expect(report).toMatchObject({ accepted: 1, dropped: { too_large: 2 } });
    expect(report.errors[0]?.message).toContain(
      "event 'Deployed' dropped: it is longer than the 8192",
    );
  });

  it('are given up after close()', async () => {
    const { sink } = await setUp(over);
    await sink.close();

    expect(await sink.deliver([event, check])).toMatchObject({ dropped: { shutdown: 2 } });
    expect(sink.stats()).toMatchObject({ accepted: 0, dropped: {} });
  });
});
