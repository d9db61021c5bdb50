import { defaultEncoding, dividePayload, encodeBatch, Units } from '@dogstats/core';
import { expect, test } from 'vitest';
import { makeAggregator } from '../make-aggregator.js';

test('units know their place, their metric and their calls, those of a part as well', () => {
  const { aggregator } = makeAggregator();
  for (let index = 0; index < 50; index++) aggregator.increment(`c${index % 3}`, 1, { index });
  for (let call = 0; call < 70_000; call++) aggregator.histogram('h', call);
  const [payload] = encodeBatch(aggregator.cutAll().points, defaultEncoding);
  if (payload === undefined) throw new Error('nothing encoded');
  const [first, second] = dividePayload(payload) ?? [];

  expect(payload.units).toMatchObject({ length: 51, samples: 70_050, bytes: 14 * 51 });
  for (const part of [payload, first, second]) {
    for (const { metric, start, end, points, samples } of part?.units ?? []) {
      const series = JSON.parse(`[${part?.body.subarray(start, end)}]`);
      expect(series[0].metric).toBe(metric === 'h' ? 'h.min' : metric);
      expect([points, samples]).toEqual(metric === 'h' ? [8, 70_000] : [1, 1]);
      expect(series).toHaveLength(points);
    }
  }
  expect((first?.units.samples ?? 0) + (second?.units.samples ?? 0)).toBe(70_050);
});

test('units are the same after they were packed', () => {
  const { aggregator } = makeAggregator();
  for (let index = 0; index < 5; index++) aggregator.increment(`c${index % 3}`, 1, { index });
  aggregator.histogram('h', 1);
  const [payload] = encodeBatch(aggregator.cutAll().points, defaultEncoding);
  const { metrics, bytes } = payload?.units.pack() ?? { metrics: [], bytes: new Uint8Array() };

  // As it lies in a file: anywhere.
  const shifted = new Uint8Array([0, ...bytes]).subarray(1);

  expect([...Units.unpack(metrics, shifted)]).toEqual([...(payload?.units ?? [])]);
});
