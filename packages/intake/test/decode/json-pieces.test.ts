import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { parseInPieces } from '../../src/decode/json-pieces.js';
import { parseJson } from '../../src/decode/parse-json.js';
import { Refusal } from '../../src/http/refusal.js';
import { atOnce } from '../../src/steps.js';

/** What the pieces add up to, or that the text was refused. */
function inPieces(text: string, pieceBytes: number): unknown {
  const lists = new Map<string, unknown[]>();
  let list: unknown[] = [];
  const visitor = {
    begin: (name: string) => {
      list = [];
      lists.set(name, list);
    },
    entries: (entries: readonly unknown[]) => void list.push(...entries),
  };
  return orRefused(() => {
    const document = atOnce(parseInPieces(Buffer.from(text), visitor, pieceBytes));
    if (typeof document !== 'object' || document === null || Array.isArray(document)) {
      return 'no object';
    }
    for (const [name, value] of Object.entries(document)) {
      if (Array.isArray(value)) value.push(...(lists.get(name) ?? []));
    }
    return document;
  });
}

function atOnceParsed(text: string): unknown {
  return orRefused(() => {
    const document = parseJson(Buffer.from(text));
    const isObject = typeof document === 'object' && document !== null && !Array.isArray(document);
    return isObject ? document : 'no object';
  });
}

function orRefused(parse: () => unknown): unknown {
  try {
    return parse();
  } catch (error) {
    if (error instanceof Refusal && error.status === 400) return 'refused';
    throw error;
  }
}

const name = fc.constantFrom('series', 's\\u0065ries', '__proto__', 'é', 'constructor', '1', '');
const document = fc
  .array(
    fc.tuple(
      name,
      fc.oneof(
        fc.json(),
        fc.array(fc.json()).map((all) => `[${all.join(',')}]`),
      ),
    ),
  )
  .map((members) => `{${members.map(([key, value]) => ` "${key}" : ${value} `).join(',')}}`);

test('a document in pieces is what it is at once, however small they are', () => {
  fc.assert(
    fc.property(fc.oneof(document, fc.json()), fc.integer({ min: 0, max: 12 }), (text, bytes) => {
      expect(inPieces(text, bytes)).toEqual(atOnceParsed(text));
    }),
    { numRuns: 500 },
  );
});

test('what is not JSON at once is not in pieces either', () => {
  const edit = fc.tuple(
    fc.nat(),
    fc.nat({ max: 2 }),
    fc.constantFrom('', ',', '[', ']', '{', '}', '"', '\\', ':', ' ', '0', '],[', 'null'),
  );
  fc.assert(
    fc.property(
      document,
      fc.array(edit, { minLength: 1, maxLength: 3 }),
      fc.integer({ min: 0, max: 12 }),
      (text, edits, bytes) => {
        let edited = text;
        for (const [place, length, by] of edits) {
          const at = place % (edited.length + 1);
          edited = edited.slice(0, at) + by + edited.slice(at + length);
        }
        expect([edited, inPieces(edited, bytes)]).toEqual([edited, atOnceParsed(edited)]);
      },
    ),
    { numRuns: 2_000 },
  );
});

test('others may have their turn after each piece, also within one long entry', () => {
  const steps = parseInPieces(
    Buffer.from(
      `{"series":[${'{"a":[1,2,3]},'.repeat(1_000)}0],"x":{"y":[${'1,'.repeat(9_000)}1]}}`,
    ),
    { begin: () => {}, entries: () => {} },
    1_000,
  );

  let count = 0;
  while (steps.next().done !== true) count++;

  expect(count).toBeGreaterThan(20);
});

test('of a long list that is cut off no more than a piece is parsed in one turn', () => {
  const parse = vi.spyOn(JSON, 'parse');
  const cutOff = Buffer.from(`{"series":[${'{"a":[1,2,3]},'.repeat(1_000)}{"a":`);
  const steps = parseInPieces(cutOff, { begin: () => {}, entries: () => {} }, 1_000);

  expect(() => atOnce(steps)).toThrow('the body is not valid JSON');

  expect(Math.max(...parse.mock.calls.map(([text]) => text.length))).toBeLessThan(2_000);
  parse.mockRestore();
});
