import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { familyPart, isFamily } from '../../src/feed/families.js';
import { newMonitor } from '../../src/management/monitor.js';
import { withoutKeys } from '../../src/requests/without-keys.js';
import type { HeldMetric } from '../../src/store/held-metric.js';
import {
  consistsOf,
  isDigit,
  isLetter,
  isWhiteSpace,
  isWordCharacter,
  wordsOf,
} from '../../src/text/characters.js';

/** Texts in which these pieces are frequent. */
function textOf(...pieces: string[]): fc.Arbitrary<string> {
  const piece = fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'binary', maxLength: 2 }));
  return fc.array(piece, { maxLength: 20 }).map((parts) => parts.join(''));
}

/** Holds for each text what a regular expression says of it. */
function agree<T>(
  texts: fc.Arbitrary<string>,
  ours: (text: string) => T,
  its: (text: string) => T,
) {
  fc.assert(
    fc.property(texts, (text) => {
      expect(ours(text)).toEqual(its(text));
    }),
  );
}

describe('reads as a regular expression would', () => {
  const everyCharacter = Array.from({ length: 0x1_00_00 }, (_, code) => String.fromCharCode(code));

  test.each([
    ['digits', isDigit, /^\d$/],
    ['letters', isLetter, /^[A-Za-z]$/],
    ['characters of words', isWordCharacter, /^\w$/],
    ['white space', isWhiteSpace, /^\s$/],
  ])('%s', (_, belongs, pattern) => {
    const wrong = ['', ...everyCharacter].filter((each) => belongs(each) !== pattern.test(each));

    expect(wrong).toEqual([]);
  });

  test('a text of certain characters', () => {
    agree(
      textOf('a', '_', '9'),
      (text) => consistsOf(text, isWordCharacter),
      (text) => /^\w*$/.test(text),
    );
  });

  test('the words of a filter', () => {
    agree(
      textOf(' ', '\n', '\u2003', 'a', 'b:c'),
      (text) => wordsOf(text, 5),
      (text) => text.split(/\s+/).filter(Boolean).slice(0, 5),
    );
  });

  test('the parts of a histogram', () => {
    const part = /^(?<base>.+)\.(?<part>avg|median|min|max|sum|count|\d{1,2}percentile)$/s;
    const names = textOf(
      '.',
      'http',
      'avg',
      'count',
      '9',
      '95',
      'percentile',
      '.95percentile',
      '.max',
    );

    agree(names, familyPart, (name) => {
      const { base = '', part: found = '' } = part.exec(name)?.groups ?? {};
      return found === '' ? undefined : { base, part: found };
    });
  });

  test('which of them make it one', () => {
    const held = {} as HeldMetric;
    const parts = ['avg', 'median', 'min', 'max', 'sum', 'count', '5percentile', '95percentile'];
    fc.assert(
      fc.property(fc.uniqueArray(fc.constantFrom(...parts), { minLength: 2 }), (names) => {
        const middle = names.some((name) => /^(avg|median|\d+percentile)$/.test(name));
        expect(isFamily(new Map(names.map((name) => [name, held])))).toBe(middle);
      }),
    );
  });

  test('a query that is grouped', () => {
    const query = textOf('by', ' ', '{', '\t', 'x', '_', '}').filter((text) => text.trim() !== '');
    const multi = (text: string): boolean =>
      newMonitor({ type: 'metric alert', query: text }, 1, new Date(0)).multi;

    agree(query, multi, (text) => /\bby\s*\{/.test(text));
  });

  test('keys in a body', () => {
    const keys = /("(?:api_?key|app(?:lication)?_?key)"\s*:\s*)"(?:[^"\\]|\\.)*"/gis;
    const body = textOf(
      '"',
      '"apiKey"',
      '"API_KEY":',
      '"application_key" : "',
      '\\',
      '\\"',
      ' ',
      ':',
    );

    agree(body, withoutKeys, (text) => text.replace(keys, '$1""'));
  });
});
