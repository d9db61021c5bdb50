import { expect, test } from 'vitest';
import { canonicalTags, contextKey } from '../../src/store/context-key.js';

test.each([
  ['h', ['a'], '', ['a', 'host:h']],
  ['h', ['a', 'host:h'], '', ['a', 'host:h']],
  ['h', ['a', 'host:i'], 'i', ['a', 'host:h']],
  ['', ['a', 'host:h', 'host:i'], 'h', ['a', 'host:i']],
])('host %j with %j is host %j with %j', (host, tags, otherHost, otherTags) => {
  expect(contextKey(host, tags)).toBe(contextKey(otherHost, otherTags));
});

test.each([
  ['h', ['a'], '', ['a']],
  ['', ['a', 'b'], '', ['a']],
  ['a', [], '', ['a']],
  ['h', ['a'], 'i', ['a']],
])('host %j with %j is not host %j with %j', (host, tags, otherHost, otherTags) => {
  expect(contextKey(host, tags)).not.toBe(contextKey(otherHost, otherTags));
});

test('tags in order are not copied', () => {
  const tags = ['a', 'b', 'c'];

  expect(canonicalTags(tags)).toBe(tags);
  expect(canonicalTags(['b', 'a', 'b'])).toEqual(['a', 'b']);
});
