import type { Notice, NoticeReport } from '@dogstats/core';
import { ManualClock, MemorySink } from '@dogstats/core/testing';
import { DogStats } from 'dogstats';
import { describe, expect, test } from 'vitest';
import { makeDogStats } from '../make-dog-stats.js';

/** Keeps notices as it gets them. */
class NoticeSink extends MemorySink {
  readonly notices: Notice[] = [];

  async deliver(notices: readonly Notice[]): Promise<NoticeReport> {
    this.notices.push(...notices);
    return {
      accepted: notices.length,
      dropped: {},
      possiblyDuplicated: 0,
      errors: [],
      eventIds: [],
    };
  }
}

describe('events and checks', () => {
  test('take the tags and hosts of what is around them', async () => {
    const sink = new NoticeSink();
    const { dogStats } = makeDogStats({ sink, tags: ['env:test', 'who:global'] });
    const child = dogStats.child({ prefix: 'db', tags: ['who:child', 'part:db'], host: 'db-1' });
    dogStats.withTags(['who:request', 'tenant:a'], () => {
      child.event('a', 'b', { tags: ['who:call'] });
      child.serviceCheck('up', 'ok');
      dogStats.serviceCheck('up', 'unknown', { host: '' });
    });
    await dogStats.flush({ timeoutMs: 10_000 });

    expect(sink.notices.map(({ host, tags }) => [host, tags.join()])).toEqual([
      ['db-1', 'env:test,part:db,tenant:a,who:call'],
      ['db-1', 'env:test,part:db,tenant:a,who:child'],
      ['', 'env:test,tenant:a,who:request'],
    ]);
  });

  test('are kept before start(), sent by the timer, refused after close()', async () => {
    const clock = new ManualClock(Date.now() / 1000);
    const sink = new NoticeSink();
    const dogStats = new DogStats();
    dogStats.event('early', '');
    dogStats.start({ env: {}, sink, clock });
    await clock.advance(20_000);
    expect(sink.notices).toMatchObject([{ kind: 'event', title: 'early' }]);
    await dogStats.close();
    dogStats.event('late', '');

    expect(dogStats.stats().notices).toMatchObject({
      recorded: 2,
      accepted: 1,
      dropped: { closed: 1 },
    });
  });

  test('are bounded, and a sink that takes none of them says so', async () => {
    const { dogStats, messages } = makeDogStats({ sink: new MemorySink() });
    for (let event = 0; event < 1200; event++) dogStats.event(`${event}`, '');
    const report = await dogStats.flush({ timeoutMs: 10_000 });

    expect(report).toMatchObject({ ok: false, notices: { dropped: { unsupported: 1000 } } });
    expect(dogStats.stats().notices).toMatchObject({
      recorded: 1200,
      dropped: { queue_full: 200, unsupported: 1000 },
    });
    expect(messages.join()).toContain('unsupported');
  });

  test('without a key are dropped, while disabled not even counted', async () => {
    const keyless = makeDogStats().dogStats;
    keyless.event('a', 'b');
    expect((await keyless.flush()).notices).toMatchObject({ dropped: { no_api_key: 1 } });
    const { dogStats } = makeDogStats({ disabled: true });
    dogStats.event('a', 'b');
    expect(dogStats.stats().notices).toBeUndefined();
  });

  test.each<[string, (dogStats: DogStats) => void, string]>([
    ['no title', (d) => d.event(' ', 'text'), 'invalid_name'],
    ['no text', (d) => d.event('title', undefined as never), 'invalid_value'],
    [
      'an unknown alert type',
      (d) => d.event('a', 'b', { alertType: 'bad' as never }),
      'invalid_arguments',
    ],
    [
      'an id that is none',
      (d) => d.event('a', 'b', { relatedEventId: '1,"x":2' }),
      'invalid_arguments',
    ],
    ['milliseconds', (d) => d.event('a', 'b', { timestamp: 1_790_000_000_000 }), 'timestamp_in_ms'],
    ['no time', (d) => d.event('a', 'b', { timestamp: Number.NaN }), 'invalid_timestamp'],
    ['a day ago', (d) => d.event('a', 'b', { timestamp: 1_780_000_000 - 86_400 }), 'too_old'],
    ['an hour ago', (d) => d.serviceCheck('a', 'ok', { timestamp: 1_779_996_400 }), 'too_old'],
    ['an unknown status', (d) => d.serviceCheck('a', 'good' as never), 'invalid_value'],
    ['null for options', (d) => d.serviceCheck('a', 0, null as never), 'invalid_arguments'],
  ])('with %s are refused, counted and told', async (_name, call, reason) => {
    const { dogStats, messages } = makeDogStats({ sink: new NoticeSink() });
    expect(() => call(dogStats)).not.toThrow();

    expect(dogStats.stats().notices).toMatchObject({ recorded: 1, dropped: { [reason]: 1 } });
    expect(messages).toEqual([expect.stringContaining(`DS214: `)]);
    expect(await dogStats.flush()).toMatchObject({ ok: true });
  });

  test('that a sink loses are dropped, whatever it does', async () => {
    for (const deliver of [
      () => Promise.reject(new Error('lost')),
      () => {
        throw new Error('lost');
      },
      async () => ({}) as NoticeReport,
      async () => null as never,
      async () => ({ accepted: Number.NaN, dropped: 7, errors: [null], eventIds: 'no' }) as never,
    ]) {
      const { dogStats } = makeDogStats({ sink: Object.assign(new MemorySink(), { deliver }) });
      dogStats.event('a', 'b');
      expect((await dogStats.flush({ timeoutMs: 10_000 })).notices).toMatchObject({
        dropped: { sink_failed: 1 },
      });
    }
  });

  test('that a sink accepts are accepted, whatever else its report leaves out', async () => {
    const deliver = async (): Promise<NoticeReport> => ({ accepted: 1, dropped: {} }) as never;
    const { dogStats } = makeDogStats({ sink: Object.assign(new MemorySink(), { deliver }) });
    dogStats.event('a', 'b');

    expect(await dogStats.flush()).toEqual({
      ...{ ok: true, accepted: 0, retained: 0, dropped: {}, possiblyDuplicated: 0, errors: [] },
      notices: {
        ...{ accepted: 1, retained: 0, dropped: {}, possiblyDuplicated: 0 },
        ...{ eventIds: [], errors: [] },
      },
    });
  });
});
