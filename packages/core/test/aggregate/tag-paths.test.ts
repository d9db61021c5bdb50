import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TagPaths } from '../../src/aggregate/tag-paths.js';

const name = fc.constantFrom('a', 'b');
const tag = fc.constantFrom('x', 'y', 'z', 'x:1');
const path = fc.array(tag, { maxLength: 5 });
const recordTags = fc.dictionary(
  fc.constantFrom('k', 'l', 'm'),
  fc.constantFrom('1', 1, true, null),
);

describe('TagPaths', () => {
  test('finds for each array what was set last, and nothing else', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(name, path)), fc.array(fc.tuple(name, path)), (set, asked) => {
        const paths = new TagPaths<number>();
        const model = new Map<string, number>();
        set.forEach(([metric, tags], index) => {
          paths.set(metric, tags, index);
          model.set(JSON.stringify([metric, tags]), index);
        });

        for (const [metric, tags] of [...set, ...asked]) {
          const expected = model.get(JSON.stringify([metric, tags]));
          expect(paths.findArray(metric, tags)).toBe(expected);
        }
      }),
    );
  });

  test('finds for each record what was set last, by the order of its keys', () => {
    fc.assert(
      fc.property(fc.array(recordTags), fc.array(recordTags), (set, asked) => {
        const paths = new TagPaths<number>();
        const model = new Map<string, number>();
        set.forEach((tags, index) => {
          paths.set('a', Object.entries(tags).flat(), index);
          model.set(JSON.stringify(Object.entries(tags)), index);
        });

        for (const tags of [...set, ...asked]) {
          expect(paths.findRecord('a', tags)).toBe(model.get(JSON.stringify(Object.entries(tags))));
        }
      }),
    );
  });

  test('is not fooled by a caller that changes its array later', () => {
    const paths = new TagPaths<string>();
    const tags = ['a', 'b'];
    paths.set('m', tags, 'ab');

    tags[1] = 'c';

    expect(paths.findArray('m', tags)).toBeUndefined();
    expect(paths.findArray('m', ['a', 'b'])).toBe('ab');
  });
});
