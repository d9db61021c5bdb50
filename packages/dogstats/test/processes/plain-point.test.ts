import type { MetricPoint } from '@dogstats/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Sketch } from '../../../core/src/metric/sketch.js';
import { plainPoint } from '../../src/processes/plain-point.js';
import { readPoint } from '../../src/processes/read-point.js';

const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
const histogram = fc
  .array(fc.tuple(number, fc.constantFrom(1, 2, 4)), { minLength: 1 })
  .chain((weighted) => {
    const values = weighted.map(([value]) => value);
    const weights = weighted.map(([, weight]) => weight);
    const count = weights.reduce((sum, weight) => sum + weight, 0);
    const exact = { count, sum: 1, min: Math.min(...values), max: Math.max(...values) };
    const sketch = new Sketch();
    for (const [value, weight] of weighted) sketch.add(value, weight);
    return fc.constantFrom(
      { ...exact, samples: { values } },
      { ...exact, samples: { values, weights } },
      { ...exact, sketch: sketch.state() },
    );
  });
const state = fc.oneof(
  number.map((sum) => ({ type: 'count', state: { sum } })),
  number.map((value) => ({ type: 'gauge', state: { value } })),
  number.map((value) => ({ type: 'rate', state: { value } })),
  fc.array(fc.string()).map((members) => ({ type: 'set', state: { members } })),
  fc.array(number).map((values) => ({ type: 'distribution', state: { values } })),
  histogram.map((spread) => ({ type: 'histogram', state: spread })),
);
const point: fc.Arbitrary<MetricPoint> = fc
  .tuple(state, fc.nat(), fc.constantFrom('web-1', 'web-2', ''))
  .map(([{ type, state }, samples, host]) => {
    const context = { type, name: 'm', host, tags: ['a:b'] };
    return {
      type,
      context,
      bucketStart: 1_780_000_000,
      interval: 10,
      samples,
      state,
    } as MetricPoint;
  });

test.each([
  ['JSON', (plain: unknown): unknown => JSON.parse(JSON.stringify(plain))],
  ['structuredClone', (plain: unknown): unknown => structuredClone(plain)],
])('a point is the same after a way through %s', (_, carry) => {
  fc.assert(
    fc.property(point, (given) => {
      const read = readPoint(carry(plainPoint(given, 'web-1')));

      expect(read?.hasHost).toBe(given.context.host !== 'web-1');
      const context = { ...given.context, host: read?.hasHost ? given.context.host : '' };
      expect(trimmed(read?.point as MetricPoint)).toEqual(
        trimmed({ ...given, context } as MetricPoint),
      );
    }),
  );
});

test('a sum that has no bounds any more has one in JSON', () => {
  const context = { type: 'count', name: 'm', host: '', tags: [] } as const;
  const at = { type: 'count', context, bucketStart: 0, interval: 10, samples: 1 } as const;
  const plain = plainPoint({ ...at, state: { sum: -Infinity } }, undefined);

  expect(plain.state).toEqual({ sum: -Number.MAX_VALUE });
});

test('a sum of opposite infinities, which is no number, is handed over as 0, as it would be sent', () => {
  const context = { type: 'count', name: 'm', host: '', tags: [] } as const;
  const at = { type: 'count', context, bucketStart: 0, interval: 10, samples: 1 } as const;
  const plain = plainPoint({ ...at, state: { sum: Number.NaN } }, undefined);

  expect(readPoint(JSON.parse(JSON.stringify(plain)))?.point.state).toEqual({ sum: 0 });
});

/** Without the bins at either end in which there is nothing. */
function trimmed(given: MetricPoint): MetricPoint {
  if (given.type !== 'histogram' || given.state.sketch === undefined) return given;
  const { positive, negative } = given.state.sketch;
  const trim = ({ offset, counts }: typeof positive): [number, number][] =>
    [...counts]
      .map((count, index): [number, number] => [offset + index, count])
      .filter(([, n]) => n > 0);
  const sketch = { ...given.state.sketch, positive: trim(positive), negative: trim(negative) };
  return { ...given, state: { ...given.state, sketch } } as unknown as MetricPoint;
}
