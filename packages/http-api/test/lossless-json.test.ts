import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseJson, stringifyWithId } from '../src/lossless-json.js';

test.each([
  ['{"id":5309722153764569092}', { id: '5309722153764569092' }],
  [
    '{"event":{"related_event_id" : 5309722153764569092}}',
    { event: { related_event_id: '5309722153764569092' } },
  ],
  ['{"ids":[1,5309722153764569092]}', { ids: [1, '5309722153764569092'] }],
  ['{"id":9007199254740991}', { id: 9007199254740991 }],
  // Values are no ids, however large.
  ['{"value":5309722153764569092,"paid":1e300}', { value: 5309722153764569000, paid: 1e300 }],
  ['{"text":"\\"id\\":5309722153764569092"}', { text: '"id":5309722153764569092' }],
  ['{"id":"5309722153764569092"}', { id: '5309722153764569092' }],
])('reads %s', (text, value) => {
  expect(parseJson(text)).toEqual(value);
});

test('what has no ids is read as ever', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 4 }), (text) => {
      const idless = text.replaceAll(/ids?"/g, 'x"');
      expect(parseJson(idless)).toEqual(JSON.parse(idless));
    }),
  );
});

test('a long text does no harm', () => {
  const text = JSON.stringify({ a: '\\"x'.repeat(1_000_000), id: 1 }).replace(
    '"id":1',
    '"id":5309722153764569092',
  );

  expect(parseJson(text)).toMatchObject({ id: '5309722153764569092' });
});

test('an id goes out as a number of any size', () => {
  expect(stringifyWithId({ a: 1 }, 'id', '5309722153764569092')).toBe(
    '{"a":1,"id":5309722153764569092}',
  );
  expect(stringifyWithId({ a: 1 }, 'id', undefined)).toBe('{"a":1}');
});
