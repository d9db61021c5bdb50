import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Sketch } from '../../src/sketch/sketch.js';
import { SketchSeries } from '../../src/sketch/sketch-series.js';
import { SeriesStore } from '../../src/store/series-store.js';
import { storedSeries } from '../../src/store/stored-series.js';
import { now } from '../client.js';

const retentionSeconds = 60;

const act = fc.record({
  what: fc.constantFrom('gauge', 'distribution', 'sketch', 'clear', 'sweep', 'sweep'),
  tag: fc.constantFrom('t:1', 't:2'),
  ages: fc.array(fc.integer({ min: -20, max: 90 }), { minLength: 1, maxLength: 12 }),
  /** The clock may be put back, too. Within one second it is looked at once. */
  passed: fc.integer({ min: -10, max: 40 }).filter((seconds) => seconds !== 0),
});

test('what is within the retention stays, what is older goes, in whatever order it came', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 30 }), (acts) => {
      const store = new SeriesStore({ retentionSeconds, maxSeries: 100, maxPoints: 10_000 });
      const expected = new Map<string, number>();
      let time = now;
      for (const { what, tag, ages, passed } of acts) {
        const timestamps = ages.map((age) => time - age);
        const one = { metric: 'm', host: '', tags: [tag], timestamps };
        if (what === 'clear') {
          store.clear();
          expected.clear();
        } else if (what === 'sweep') {
          time += passed;
          store.sweep(time);
          for (const key of expected.keys()) {
            if (Number(key.split(' ')[2]) < time - retentionSeconds) expected.delete(key);
          }
        } else {
          if (what === 'sketch') {
            const sketches = timestamps.map(() => Sketch.ofSamples([1]));
            store.writeSketches({ ...one, sketches });
          } else {
            const values = timestamps.map(() => 1);
            store.write({ ...one, type: what, interval: 0, resources: 0, values });
          }
          for (const timestamp of timestamps) {
            const key = `${what === 'gauge'} ${tag} ${timestamp}`;
            const before = what === 'gauge' ? 0 : (expected.get(key) ?? 0);
            expected.set(key, before + 1);
          }
        }
      }

      const held = new Map<string, number>();
      for (const { contexts } of store.metrics()) {
        for (const { type, tags, points } of [...contexts].map(storedSeries)) {
          for (const { timestamp, value } of points) {
            held.set(`${type === 'gauge'} ${tags[0]} ${timestamp}`, value);
          }
        }
      }
      expect(held).toEqual(expected);
    }),
    { numRuns: 500 },
  );
});

test('the oldest sketch is known without a look at the others', () => {
  const steps = fc.array(fc.tuple(fc.boolean(), fc.nat({ max: 20 })), { maxLength: 40 });
  fc.assert(
    fc.property(steps, (all) => {
      const series = new SketchSeries();
      for (const [isDrop, second] of all) {
        if (isDrop) series.dropBefore(second);
        else series.add(second, Sketch.ofSamples([1]));
        const [oldest] = series.from(0);
        expect(series.first).toBe(oldest?.[0] ?? Number.POSITIVE_INFINITY);
        expect(series.bins).toBe(series.length);
      }
    }),
  );
});
