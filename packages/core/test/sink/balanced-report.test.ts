import { balancedReport, type DeliveryReport, DropCounter, lostReport } from '@dogstats/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';

const samples = 10;
const balanced = (said: object): DeliveryReport =>
  balancedReport(said as unknown as DeliveryReport, samples);

test('a report that adds up is left as it is', () => {
  const said = { accepted: 4, retained: 3, dropped: { refused: 3 }, possiblyDuplicated: 2 };
  expect(balanced({ ...said, errors: [] })).toEqual({ ...said, errors: [] });
});

test.each([
  ['nothing', {}, { accepted: 0, retained: 0, dropped: { sink_failed: 10 } }],
  ['too much', { accepted: 99 }, { accepted: 10, retained: 0, dropped: {} }],
  ['infinity', { accepted: Number.POSITIVE_INFINITY }, { accepted: 10 }],
  ['less than nothing', { accepted: -5, retained: 10 }, { accepted: 0, retained: 10 }],
  ['NaN', { accepted: Number.NaN, dropped: { refused: Number.NaN } }, { accepted: 0 }],
  ['a BigInt', { accepted: 4n }, { accepted: 0, dropped: { sink_failed: 10 } }],
  ['no drops', { accepted: 4, dropped: null }, { accepted: 4, dropped: { sink_failed: 6 } }],
  ['drops too many', { accepted: 4, dropped: { late: 9 } }, { accepted: 4, dropped: { late: 6 } }],
  ['text', { accepted: '4', dropped: 'all', errors: 'no' }, { accepted: 0, errors: [] }],
])('of a sink that says %s', (_, said, report) => {
  expect(balanced(said)).toMatchObject(report);
});

test('whatever a sink says, the report adds up', () => {
  const figure = fc.anything({ withBigInt: true });
  const reason = fc.constantFrom('refused', 'late', '__proto__', 'constructor', 'x');
  const said = fc.record(
    {
      accepted: fc.oneof(fc.double(), figure),
      retained: fc.oneof(fc.integer(), figure),
      dropped: fc.oneof(fc.dictionary(reason, fc.oneof(fc.integer(), figure)), figure),
      possiblyDuplicated: figure,
      errors: fc.oneof(fc.array(figure), figure),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(said, (given) => {
      const { accepted, retained = 0, dropped, possiblyDuplicated, errors } = balanced(given);
      const drops = new DropCounter();
      drops.addAll(dropped);
      expect(accepted + retained + drops.total).toBeCloseTo(samples);
      expect(Math.min(accepted, retained, possiblyDuplicated)).toBeGreaterThanOrEqual(0);
      expect(errors.every((error) => error instanceof Error)).toBe(true);
    }),
  );
});

test('a batch that is lost is dropped as a whole', () => {
  const error = new Error('gone');
  expect(balancedReport(lostReport(3, error, 'ambiguous'), 3)).toEqual({
    ...{ accepted: 0, retained: 0, possiblyDuplicated: 0 },
    dropped: { ambiguous: 3 },
    errors: [error],
  });
});
