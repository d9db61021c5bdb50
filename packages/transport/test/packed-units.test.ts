import { defaultEncoding, dividePayload, encodeBatch } from '@dogstats/core';
import { expect, test } from 'vitest';
import { PackedUnits } from '../src/packed-units.js';
import { countPoint, countPoints } from './make-points.js';

test('units come back as they were, those of a part as well', () => {
  const points = [...countPoints(50, 100), countPoint('многобайтный', 100, 5, 70_000)];
  const [payload] = encodeBatch(points, defaultEncoding);
  if (payload === undefined) throw new Error('nothing encoded');
  const [first, second] = dividePayload(payload) ?? [];

  for (const part of [payload, first, second]) {
    const packed = new PackedUnits(part?.units ?? []);

    expect(packed.unpack()).toEqual(part?.units);
    expect(packed.length).toBe(part?.units.length);
    expect(packed.bytes).toBe(14 * packed.length);
  }
});
