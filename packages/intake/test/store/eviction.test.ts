import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DecodedSeries } from '../../src/decode/decoded-series.js';
import { defaultIntakeOptions } from '../../src/options.js';
import { Sketch } from '../../src/sketch/sketch.js';
import { canonicalTags, contextKey } from '../../src/store/context-key.js';
import { SeriesStore } from '../../src/store/series-store.js';
import { now } from '../client.js';

function series(tag: string): DecodedSeries {
  return {
    metric: 'm',
    type: 'count',
    host: '',
    tags: [tag],
    interval: 0,
    resources: 0,
    timestamps: [now],
    values: [1],
  };
}

test('past maxSeries it is always the context silent longest that goes', () => {
  const writes = fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 400 });
  fc.assert(
    fc.property(writes, fc.integer({ min: 1, max: 40 }), (tags, maxSeries) => {
      const store = new SeriesStore({ retentionSeconds: 3_600, maxSeries, maxPoints: 1_000 });
      const model = new Set<number>();
      for (const tag of tags) {
        store.write(series(`t:${tag}`));
        model.delete(tag);
        model.add(tag);
        const [oldest] = model;
        if (model.size > maxSeries && oldest !== undefined) model.delete(oldest);
      }

      const held = store.metricsNamed('m').flatMap(({ contexts }) => [...contexts]);
      expect(held.flatMap(({ tags }) => tags).sort()).toEqual(
        [...model].map((t) => `t:${t}`).sort(),
      );
      expect(store.pointCount).toBe(model.size);
    }),
  );
});

test('points come to where they belong, whichever series came before them in whatever order', () => {
  const write = fc.record({
    metric: fc.constantFrom('m', 'n'),
    type: fc.constantFrom('gauge' as const, 'distribution' as const),
    host: fc.constantFrom('', 'h', 'i'),
    tags: fc.constantFrom([], ['t:1'], ['t:1', 'u'], ['u', 't:1'], ['host:h'], ['t:1', 't:1']),
  });
  const bodies = fc.array(fc.array(write, { maxLength: 8 }), { maxLength: 5 });
  fc.assert(
    fc.property(bodies, fc.nat({ max: 3 }), fc.integer({ min: 1, max: 20 }), (all, more, most) => {
      const store = new SeriesStore({ retentionSeconds: 3_600, maxSeries: most, maxPoints: 100 });
      const expected = new Map<string, string>();
      let value = 0;
      // Clients repeat themselves.
      for (const body of all.flatMap((one) => Array.from({ length: more + 1 }, () => one))) {
        for (const one of body) {
          const { metric, type, host } = one;
          store.write({ ...series('t'), ...one, timestamps: [now + ++value], values: [value] });
          const key = [metric, type === 'distribution', contextKey(host, canonicalTags(one.tags))];
          const text = key.join(' ');
          expected.delete(text);
          expected.set(text, `${metric} ${type} ${now + value} ${value}`);
          const [silent] = expected.keys();
          if (expected.size > most && silent !== undefined) expected.delete(silent);
        }
      }

      const held = [...store.metrics()].flatMap(({ contexts }) => [...contexts]);
      const last = held.map(({ metric, type, points }) => {
        const at = points.length - 1;
        return `${metric.name} ${type} ${points.timestampAt(at)} ${points.valueAt(at)}`;
      });
      expect(last.sort()).toEqual([...expected.values()].sort());
    }),
    { numRuns: 300 },
  );
});

test('of a metric for which there is no room nothing is told after its end', () => {
  const store = new SeriesStore({ retentionSeconds: 3_600, maxSeries: 100, maxPoints: 16 });
  const timestamps = Array.from({ length: 16 }, (_, second) => now + second);
  store.write({ ...series('t'), timestamps, values: timestamps });
  const told: string[] = [];
  store.listen({
    written: ({ metric }) => void told.push(`${metric.name} written`),
    removed: ({ name }) => void told.push(`${name} removed`),
  });

  store.write({ ...series('t'), metric: 'old', timestamps: [now - 100] });
  const sketches = timestamps.map(() => Sketch.ofSamples([1]));
  store.writeSketches({ metric: 'd', host: '', tags: [], timestamps, sketches });
  const old = { metric: 'older', host: '', tags: [], timestamps: [now - 100] };
  store.writeSketches({ ...old, sketches: sketches.slice(0, 1) });

  expect(told).toEqual([
    'old written',
    'old removed',
    'd written',
    'older written',
    'older removed',
  ]);
});

test('all that one client can have is held', () => {
  const { retentionSeconds, maxSeries, maxPoints } = defaultIntakeOptions;
  const store = new SeriesStore({ retentionSeconds, maxSeries, maxPoints });
  // 50,000 contexts, 1,000 for the overflow, eight series of a histogram.
  const most = 8 * 51_000;

  for (let at = 0; at < most; at++) store.write(series(`t:${at}`));

  expect(store.contextCount).toBe(most);
  expect(store.evicted).toEqual({ series: 0, points: 0 });
});

test('contexts of sketches are bounded by maxSeries, too', () => {
  const store = new SeriesStore({ retentionSeconds: 3_600, maxSeries: 3, maxPoints: 1_000 });
  const sketches = [Sketch.ofSamples([1, 2, 3]), Sketch.ofSamples([4])];

  for (let at = 0; at < 5; at++) {
    const timestamps = [now, now + 10];
    store.writeSketches({ metric: 'd', host: '', tags: [`t:${at}`], timestamps, sketches });
  }

  expect(store.contextCount).toBe(3);
  expect(store.evicted).toEqual({ series: 2, points: 4 });
  expect(store.metricsNamed('d').flatMap(({ contexts }) => [...contexts][0]?.tags)).toEqual([
    't:2',
  ]);
});

test('contexts are looked at for what is too old only when something can be', () => {
  const store = new SeriesStore({ retentionSeconds: 3_600, maxSeries: 100, maxPoints: 1_000 });
  store.write(series('a'));
  store.write({ ...series('b'), timestamps: [now - 100] });
  let looks = 0;
  for (const { contexts } of store.metrics()) {
    for (const { points } of contexts) {
      const timestampAt = points.timestampAt.bind(points);
      points.timestampAt = (index) => {
        looks++;
        return timestampAt(index);
      };
    }
  }

  for (let second = 0; second <= 3_500; second++) store.sweep(now + second);
  expect([looks, store.contextCount]).toEqual([0, 2]);
  store.sweep(now + 3_501);
  expect(store.contextCount).toBe(1);
  store.sweep(now + 3_601);
  expect(store.contextCount).toBe(0);
});

test('a distribution that keeps its sketches is not forgotten for want of room for points', () => {
  const store = new SeriesStore({ retentionSeconds: 3_600, maxSeries: 100, maxPoints: 16 });
  const of = (tags: string[]) => ({ metric: 'd', host: '', tags });
  const sketches = [Sketch.ofSamples([1])];
  store.writeSketches({ ...of(['only:sketches']), timestamps: [now], sketches });
  store.writeSketches({ ...of(['t:a']), timestamps: [now], sketches });
  store.write({ ...series('t:a'), ...of(['t:a']), type: 'distribution' });
  const timestamps = Array.from({ length: 16 }, (_, second) => now + 1 + second);

  store.write({ ...series('t:b'), timestamps, values: timestamps });

  expect(store.evicted).toEqual({ series: 0, points: 2 });
  expect(store.contextCount).toBe(3);
});
