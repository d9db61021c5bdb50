import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { normalizeTag } from '../../src/normalize/tag.js';
import { mergeTags, readTags } from '../../src/normalize/tags.js';

describe('normalizeTag', () => {
  test.each([
    ['env:prod', 'env:prod'],
    ['env:Prod !', 'env:prod'],
    ['a__b', 'a_b'],
    ['9x:1', 'x:1'],
    ['_private', 'private'],
    ['url:http://x:80/y', 'url:http://x:80/y'],
    ['user name:Ann B', 'user_name:ann_b'],
    ['größe:groß', 'größe:groß'],
    ['a\nb|c,d', 'a_b_c_d'],
    [':value', ''],
    ['', ''],
    ['!!!', ''],
    ['\ud800x:1', 'x:1'],
    [`k:${'v'.repeat(300)}`, `k:${'v'.repeat(198)}`],
  ])('%j is sent as %j', (tag, sent) => {
    expect(normalizeTag(tag)).toBe(sent);
  });

  test('a normal tag stays as it is, is well-formed and at most 200 characters long', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (tag) => {
        const once = normalizeTag(tag);

        expect(normalizeTag(once)).toBe(once);
        expect(once.isWellFormed()).toBe(true);
        expect([...once].length).toBeLessThanOrEqual(200);
        expect(once).not.toMatch(/[\s|,"\\]/);
      }),
    );
  });
});

describe('readTags', () => {
  test('a record gives key:value, without null and undefined', () => {
    const tags = { page: 'home', retries: 2, beta: true, user: null, plan: undefined };

    expect(readTags(tags)).toEqual(['page:home', 'retries:2', 'beta:true']);
  });

  test.each([[5], [null], [new Date(0)], [Symbol('x')], [() => 1], [undefined]])(
    'what is no tag is left out: %s',
    (tags) => {
      expect(readTags(tags)).toEqual([]);
    },
  );
});

describe('mergeTags', () => {
  test('are sorted and unique after normalising', () => {
    expect(mergeTags(['b', 'a', 'B', 'a'], [])).toEqual(['a', 'b']);
  });

  test('are those of a set in the order of a sort, however many they are', () => {
    const tag = fc.string({ unit: fc.constantFrom('a', 'b', ':'), minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(tag, { maxLength: 40, size: 'max' }), (tags) => {
        const normal = tags.map(normalizeTag).filter((each) => each !== '');

        expect(mergeTags(tags, [])).toEqual([...new Set(normal)].sort());
      }),
    );
  });

  test('a tag of the call wins over global ones of its key', () => {
    expect(mergeTags(['env:test'], ['env:prod', 'service:shop'])).toEqual([
      'env:test',
      'service:shop',
    ]);
  });
});
