import { expect, test } from 'vitest';
import { HostTagStore } from '../../src/management/host-tag-store.js';
import { Shelf } from '../../src/management/shelf.js';

test('past 16 MiB the oldest go, and never the one just put', () => {
  const shelf = new Shelf<{ text: string }>();

  for (let index = 0; index < 40; index++) shelf.put(`${index}`, { text: 'x'.repeat(1_000_000) });
  shelf.put('0', { text: 'new' });
  const held = shelf.all().length;
  shelf.put('large', { text: 'x'.repeat(20_000_000) });

  expect(held).toBe(17);
  expect(shelf.get('39')).toBeUndefined();
  expect(shelf.all()).toHaveLength(1);
  expect(shelf.delete('large')).toBe(true);
  shelf.put('small', { text: '' });
  expect(shelf.get('small')).toEqual({ text: '' });
});

test('a thing that is put again takes the place of itself', () => {
  const shelf = new Shelf<{ text: string }>();

  for (let index = 0; index < 40; index++) shelf.put('one', { text: 'x'.repeat(1_000_000) });
  shelf.put('two', { text: '' });

  expect(shelf.all()).toHaveLength(2);
});

test('others make room for the oldest when that grows', () => {
  const shelf = new Shelf<{ text: string }>();

  for (let index = 0; index < 16; index++) shelf.put(`${index}`, { text: 'x'.repeat(1_000_000) });
  shelf.put('0', { text: 'x'.repeat(10_000_000) });

  expect(shelf.all().length).toBeLessThan(8);
  expect(shelf.get('0')?.text).toHaveLength(10_000_000);
});

test('a host has at most 1,000 tags, and 10,000 hosts and 16 MiB of tags are held', () => {
  const store = new HostTagStore();
  const tags = Array.from({ length: 1_000 }, (_, index) => `${index}`);

  expect(store.add('a', 'users', tags)).toBe(true);
  expect(store.add('a', 'chef', ['one more'])).toBe(false);
  for (let index = 0; index < 10_000; index++) store.replace(`h${index}`, 'users', ['t']);

  expect(store.hosts()).toHaveLength(10_000);
  expect(store.tags('a')).toEqual([]);
  for (let index = 0; index < 200; index++) {
    store.replace(
      `l${index}`,
      'users',
      Array.from({ length: 1_000 }, (_, at) => `${at}`.padEnd(200, 'x')),
    );
  }
  expect(store.hosts()).toHaveLength(82);
});
