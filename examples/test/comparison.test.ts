import type { StoredSeries } from '@dogstats/intake';
import { expect, it } from 'vitest';
import { compare, isEqual, type Row } from '../src/demo/comparison.js';
import { formatTable } from '../src/demo/table.js';
import { Tally } from '../src/demo/tally.js';

const bucket = 1_700_000_000;

/** Two requests by one visitor, who ordered once. */
function makeTally(): Tally {
  const tally = new Tally();
  tally.countVisitor('v1', bucket + 3.2);
  tally.countVisitor('v1', bucket + 9.9);
  for (const status of [200, 500]) {
    tally.countRequest('/', status);
    tally.countTiming('/');
  }
  tally.countPayment('accepted');
  tally.countOrder(3, 70);
  tally.inFlight = 0;
  return tally;
}

function series(
  metric: string,
  points: readonly (readonly [timestamp: number, value: number])[],
  tags: readonly string[] = [],
): StoredSeries {
  return {
    metric,
    type: 'count',
    host: 'h',
    tags: ['env:demo', ...tags],
    points: points.map(([timestamp, value]) => ({ timestamp, value })),
  };
}

/** What an intake holds after the two requests, the first bucket having started late. */
function makeHeld(): StoredSeries[] {
  return [
    series('shop.requests', [[bucket + 3, 1]], ['route:/', 'status:200']),
    series('shop.requests', [[bucket + 3, 1]], ['route:/', 'status:500']),
    series('shop.response.time.count', [[bucket + 3, 2]], ['route:/']),
    series('shop.visitors', [[bucket + 3, 1]]),
    series('shop.requests.in_flight', [
      [bucket + 3, 2],
      [bucket + 10, 0],
    ]),
    series('shop.payments', [[bucket + 3, 1]], ['outcome:accepted']),
    series('shop.order.items.max', [[bucket + 3, 3]]),
    {
      ...series('shop.order.value', [[bucket + 3, 1]]),
      type: 'distribution',
      samples: [{ timestamp: bucket + 3, values: [70] }],
    },
  ];
}

function differences(tally: Tally, held: readonly StoredSeries[]): Row[] {
  return compare(tally, held).filter((row) => !isEqual(row));
}

it('finds equal what is equal', () => {
  const rows = compare(makeTally(), makeHeld());
  expect(rows).toHaveLength(9);
  expect(rows.every(isEqual)).toBe(true);
  expect(formatTable(rows)).toContain('All 9 rows are equal.');
});

it.each([
  ['a lost count', 0, 'shop.requests  / 200'],
  ['a lost timing', 2, 'shop.response.time.count  /'],
  ['a lost visitor', 3, `shop.visitors  bucket ${bucket}`],
  ['a lost payment', 5, 'shop.payments  accepted'],
  ['a lost maximum', 6, 'shop.order.items.max'],
  ['another last value', 4, 'shop.requests.in_flight, last value'],
])('sees %s', (_, index, what) => {
  const held = makeHeld();
  const point = held[index]?.points.at(-1);
  if (point !== undefined) point.value += index === 4 ? 1 : -1;
  expect(differences(makeTally(), held)).toEqual([expect.objectContaining({ what })]);
});

it.each([0, 2, 3, 4, 5])('sees that series %i is missing', (index) => {
  const held = makeHeld().filter((_, at) => at !== index);
  expect(differences(makeTally(), held)).toMatchObject([{ held: undefined }]);
});

it('sees an order of another value', () => {
  const held = makeHeld();
  held[7]?.samples?.[0]?.values.splice(0, 1, 71);
  expect(differences(makeTally(), held)).toEqual([
    { what: 'shop.order.value, sum', recorded: 70, held: 71 },
  ]);
});

it('sees what nobody recorded', () => {
  const held = [...makeHeld(), series('shop.requests', [[bucket, 1]], ['route:/x', 'status:200'])];
  const different = differences(makeTally(), held);
  expect(different).toEqual([{ what: 'shop.requests  /x 200', recorded: undefined, held: 1 }]);
  expect(formatTable(different)).toMatch(/ – +1 {2}DIFFERENT\n\n {2}1 of 1 rows differ\.$/);
});

it('sees a visitor counted in another bucket, though the sum is the same', () => {
  const held = makeHeld();
  held[3] = series('shop.visitors', [[bucket + 10, 1]]);
  expect(differences(makeTally(), held)).toEqual([
    { what: `shop.visitors  bucket ${bucket}`, recorded: 1, held: undefined },
    { what: `shop.visitors  bucket ${bucket + 10}`, recorded: undefined, held: 1 },
  ]);
});
