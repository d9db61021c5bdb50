import type { Aggregator, ScopeOptions } from '@dogstats/core';
import { describe, expect, test } from 'vitest';
import { makeAggregator } from '../make-aggregator.js';

/** Name, host, tags and sum of everything recorded. */
function held(aggregator: Aggregator): unknown[] {
  return [...aggregator.cutAll().points].map(({ context, state }) => [
    context.name,
    context.host,
    context.tags.join(),
    (state as { sum?: number; value?: number }).sum ?? (state as { value?: number }).value,
  ]);
}

describe('a scope', () => {
  test('puts prefix, tags and host on what is recorded in it, and nests', () => {
    const { aggregator } = makeAggregator({ prefix: 'shop', host: 'web', tags: ['env:test'] });
    const database = aggregator.scope({ prefix: 'db', tags: { kind: 'sql' }, host: 'db-1' });
    const users = database.scope({ prefix: 'users.', tags: ['team:a'] });
    database.increment('queries', 2);
    users.increment('queries', 3, { team: 'b' });
    users.gauge('size', 4, undefined, { host: '' });

    expect(held(aggregator)).toEqual([
      ['shop.db.queries', 'db-1', 'env:test,kind:sql', 2],
      ['shop.db.users.queries', 'db-1', 'env:test,kind:sql,team:b', 3],
      ['shop.db.users.size', '', 'env:test,kind:sql,team:a', 4],
    ]);
  });

  test('wins over what is around it, and a call over the scope, whatever the spelling', () => {
    const { aggregator } = makeAggregator({ tags: ['env:test', 'kind:global'] });
    const scope = aggregator.scope({ tags: ['Kind:Scope', 'zone:1'] }).scope({ tags: ['zone:2'] });
    scope.increment('m');
    scope.increment('m', 1, ['KIND:call']);

    expect(held(aggregator)).toMatchObject([
      ['m', expect.anything(), 'env:test,kind:scope,zone:2', 1],
      ['m', expect.anything(), 'env:test,kind:call,zone:2', 1],
    ]);
  });

  test('shares contexts with whoever records the same', () => {
    const { aggregator } = makeAggregator();
    const scope = aggregator.scope({ prefix: 'db', tags: ['a'] });
    scope.increment('queries');
    scope.handle('count', 'queries').increment();
    aggregator.scope({ tags: ['a'] }).increment('db.queries');
    aggregator.increment('db.queries', 1, ['a']);

    expect(aggregator.stats().contexts).toBe(1);
    expect(held(aggregator)).toMatchObject([['db.queries', expect.anything(), 'a', 4]]);
  });

  test('has handles that keep to it, over buckets', async () => {
    const { aggregator, clock } = makeAggregator();
    const scope = aggregator.scope({ prefix: 'db', tags: ['a'] });
    const queries = scope.handle('count', 'queries', ['b']);
    const plain = aggregator.handle('count', 'queries', ['b']);
    for (let second = 0; second < 30; second++) {
      queries.increment();
      plain.increment(2);
      await clock.advance(1000);
      aggregator.tick();
    }

    const sums = new Map<string, number>();
    for (const [name, , tags, sum] of held(aggregator) as [string, string, string, number][])
      sums.set(`${name} ${tags}`, (sums.get(`${name} ${tags}`) ?? 0) + sum);
    expect(Object.fromEntries(sums)).toEqual({ 'db.queries a,b': 30, 'queries b': 60 });
  });

  test.each([null, 5, { prefix: 5, tags: Symbol('x'), host: null }, new Proxy({}, { get: fail })])(
    'of options that are none has nothing of its own: %#',
    (options) => {
      const { aggregator } = makeAggregator();
      aggregator.scope(options as ScopeOptions).increment('m');

      expect(held(aggregator)).toMatchObject([['m', expect.anything(), '', 1]]);
    },
  );

  test('refuses what any call is refused, and every call is counted', () => {
    const { aggregator } = makeAggregator();
    const scope = aggregator.scope({ prefix: 'db' });
    scope.increment('m', Number.NaN);
    scope.gauge('m2', 1, undefined, { timestamp: 1 });
    scope.decrement('m');

    expect(aggregator.stats()).toMatchObject({
      recorded: 3,
      open: 1,
      dropped: { invalid_value: 1, too_old: 1 },
    });
  });

  test('is bounded with all others: contexts by maxContexts, spellings by 4 times that', () => {
    const { aggregator } = makeAggregator({ maxContexts: 10 });
    for (let request = 0; request < 2000; request++) {
      const scope = aggregator.scope({ tags: { request } });
      scope.increment('m', 1, { step: request % 3 });
      scope.increment('m');
    }

    expect(aggregator.stats().contexts).toBe(11);
    expect(aggregator.stats().open).toBe(4000);
    const sum = held(aggregator).reduce<number>(
      (total, point) => total + Number((point as unknown[])[3]),
      0,
    );
    expect(sum).toBe(4000);
  });
});

function fail(): never {
  throw new Error('unreadable');
}
