import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { normalizeName } from '../../src/normalize/name.js';

describe('normalizeName', () => {
  test.each([
    ['page.views', 'page.views'],
    ['A.B', 'A.B'],
    ['1a..b', 'a..b'],
    ['my metric!!x', 'my_metric_x'],
    ['a_.b', 'a.b'],
    ['a._b', 'a.b'],
    ['a__b', 'a_b'],
    ['foo_', 'foo'],
    ['_foo', 'foo'],
    ['café.x', 'caf.x'],
    ['9', ''],
    ['', ''],
    ['日本', ''],
    ['a\n|b', 'a_b'],
    ['x'.repeat(300), 'x'.repeat(200)],
  ])('%j is sent as %j', (name, sent) => {
    expect(normalizeName(name)).toBe(sent);
  });

  test('a normal name stays as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        const once = normalizeName(name);

        expect(normalizeName(once)).toBe(once);
        expect(once).toMatch(/^(?:[A-Za-z][A-Za-z0-9_.]{0,199})?$/);
      }),
    );
  });

  test('names over the limit are cut, without an underscore at their end', () => {
    expect(normalizeName(`${'a'.repeat(9)} b`, 10)).toBe('a'.repeat(9));
  });
});
