import { describe, expect, test } from 'vitest';
import { Sketch, sketchValueAt } from '../../src/metric/sketch.js';

/** A generator with a seed, so that a failure can be repeated. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 1 | state) + 0x6d2b79f5) | 0;
    return ((state ^ (state >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const random = seeded(42);
const normal = (): number =>
  Math.sqrt(-2 * Math.log(random() + 1e-12)) * Math.cos(2 * Math.PI * random());

const data: Record<string, () => number> = {
  lognormal: () => Math.exp(3 + 1.2 * normal()),
  uniform: () => random() * 1000,
  bimodal: () => (random() < 0.5 ? 10 + normal() : 1e6 + 1000 * normal()),
  constant: () => 42.5,
  negative: () => -Math.exp(normal()),
  'zero-crossing': () => normal() * 100,
};

describe.each(Object.entries(data))('of %s data', (_name, next) => {
  test('every percentile is within 1 % of the exact one', () => {
    const sketch = new Sketch();
    const values = Float64Array.from({ length: 50_000 }, next);
    for (const value of values) sketch.add(value, 1);
    values.sort();
    const state = sketch.state();

    for (const p of [0.5, 0.75, 0.9, 0.95, 0.99, 0.999]) {
      const rank = Math.round(p * values.length - 1);
      const exact = values[rank] ?? 0;
      const error = Math.abs(sketchValueAt(state, rank) - exact);
      expect(error, `p${p * 100} of ${exact}`).toBeLessThanOrEqual(Math.abs(exact) * 0.0101);
    }
  });
});

test('a sketch stays small, whatever it is given', () => {
  const sketch = new Sketch();
  for (let exponent = -300; exponent <= 300; exponent++) {
    sketch.add(10 ** exponent, 1);
    sketch.add(-(10 ** exponent), 1);
  }

  const { positive, negative, zero } = sketch.state();

  expect(positive.counts.byteLength + negative.counts.byteLength).toBeLessThanOrEqual(25_000);
  const weight = [...positive.counts, ...negative.counts].reduce((sum, each) => sum + each, zero);
  expect(weight).toBe(1202);
});
