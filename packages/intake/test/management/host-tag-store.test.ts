import { expect, test } from 'vitest';
import { HostTagStore } from '../../src/management/host-tag-store.js';

test('hosts are listed by tag, in the order in which they got tags', () => {
  const store = new HostTagStore();
  store.add('b', 'users', ['env:prod', 'team:a']);
  store.add('a', 'chef', ['env:prod']);

  expect(store.hostsByTag()).toEqual(
    new Map([
      ['env:prod', ['b', 'a']],
      ['team:a', ['b']],
    ]),
  );
  expect(store.hostsByTag('chef')).toEqual(new Map([['env:prod', ['a']]]));
});

test('a tag that all hosts have takes no time that grows with the square of them', () => {
  const milliseconds = (hosts: number): number => {
    const store = new HostTagStore();
    for (let host = 0; host < hosts; host++) store.add(`host-${host}`, 'users', ['env:prod']);
    const times = [1, 2, 3, 4, 5].map(() => {
      const started = performance.now();
      store.hostsByTag();
      return performance.now() - started;
    });
    return Math.min(...times);
  };

  // 32 times as many: linear is about 32, quadratic about 1,000.
  expect(milliseconds(9_600)).toBeLessThan(300 * Math.max(milliseconds(300), 0.05));
});
