import { EventEmitter } from 'node:events';
import { MemorySink } from '@dogstats/core/testing';
import { DogStats } from 'dogstats';
import { describe, expect, onTestFinished, test } from 'vitest';
import { makeDogStats } from './make-dog-stats.js';

describe('G1 calls taken apart from their instance', () => {
  test('record there, with prefix and tags of a child', async () => {
    const sink = new MemorySink();
    const { dogStats } = makeDogStats({ sink });
    const { increment, decrement, count, gauge, rate, histogram, timing, distribution, set } =
      dogStats;
    const { increment: childIncrement } = dogStats.child({ prefix: 'eu', tags: ['a:1'] });
    const { flush, stats, timer, counter, withTags } = dogStats;

    increment('in');
    decrement('in', 3);
    count('in', 7);
    gauge('g', 1);
    rate('r', 2);
    histogram('h', 3);
    timing('t', 4);
    distribution('d', 5);
    set('s', 'ada');
    withTags(['b:2'], () => childIncrement('in'));
    counter('bound').increment();
    timer('timer').stop();

    expect(await flush()).toMatchObject({ ok: true, accepted: 12 });
    expect(stats()).toMatchObject({ recorded: 12, accepted: 12 });
    const values = sink.points.map(({ context, state }) => [
      `${context.name} ${context.tags}`,
      state,
    ]);
    expect(Object.fromEntries(values)).toMatchObject({
      'in ': { sum: 5 },
      'eu.in a:1,b:2': { sum: 1 },
      'g ': { value: 1 },
      'r ': { value: 2 },
      'h ': { count: 1 },
      't ': { max: 4 },
      'd ': { values: [5] },
      's ': { members: ['ada'] },
    });
  });

  test('are those of handles and timers, too, of children as well', async () => {
    const { dogStats } = makeDogStats({ sink: new MemorySink() });
    for (const scope of [dogStats, dogStats.child({ prefix: 'eu' })]) {
      const { increment, decrement } = scope.counter('hits');
      const { set } = scope.boundGauge('depth');
      const { record } = scope.boundHistogram('size');
      const { add } = scope.boundSet('users');
      const { stop } = scope.timer('time');
      increment();
      decrement();
      set(1);
      record(2);
      add('ada');
      stop();
    }

    expect(await dogStats.flush()).toMatchObject({ ok: true, accepted: 12 });
  });

  test('are callbacks, before start() and after close() too', async () => {
    const dogStats = new DogStats();
    const emitter = new EventEmitter();
    emitter.on('seen', dogStats.increment);
    emitter.on('left', dogStats.child({ prefix: 'p' }).increment);
    emitter.emit('seen', 'a');
    ['b', 'c'].forEach((name) => void emitter.emit('left', name));
    await Promise.resolve('d').then(dogStats.increment);
    const { event, serviceCheck } = dogStats.child({ prefix: 'p' });
    event('deployed', 'by ada');
    serviceCheck('db.up', 'ok');
    const sink = new MemorySink();
    dogStats.start({ env: {}, sink, autoFlush: false });
    onTestFinished(async () => void (await dogStats.close()));

    await Promise.resolve({ timeoutMs: 1000 }).then(dogStats.close);
    emitter.emit('seen', 'late');

    expect(sink.points.map(({ context }) => context.name).sort()).toEqual(['a', 'd', 'p.b', 'p.c']);
    expect(dogStats.stats()).toMatchObject({
      recorded: 5,
      accepted: 4,
      dropped: { closed: 1 },
      notices: { recorded: 2 },
    });
  });

  test('are those of a subclass, where it has its own', () => {
    class Shop extends DogStats {
      readonly names: string[] = [];

      override increment(name: string, value?: number): void {
        this.names.push(name);
        super.increment(`shop.${name}`, value);
      }

      order(): void {
        this.increment('orders');
      }
    }
    const shop = new Shop();
    const { increment, order } = shop;
    increment('visits');
    order();
    shop.increment('visits');

    expect(shop.names).toEqual(['visits', 'orders', 'visits']);
    expect(shop.stats()).toMatchObject({ recorded: 3, retained: 3 });
  });
});
