import { Sketch } from '../../sketch/sketch.js';
import type { Context } from '../../store/context.js';
import type { MetricQuery } from '../syntax/metric-query.js';
import { emptyValues } from './frame.js';
import type { TimeGrid } from './time-grid.js';

/**
 * One line of a distribution: all samples of all contexts within an interval count alike, so that there
 * is no aggregation over time apart from that over contexts.
 *
 * @returns `undefined` when there is no sample at all
 */
export function distributionLine(
  contexts: readonly Context[],
  query: MetricQuery,
  grid: TimeGrid,
): Float64Array | undefined {
  const sketches = sketchesOf(contexts, grid);
  if (sketches.size === 0) return undefined;
  const values = emptyValues(grid.length);
  for (const [slot, sketch] of sketches) values[slot] = valueFrom(sketch, query, grid);
  return values;
}

function valueFrom(sketch: Sketch, query: MetricQuery, grid: TimeGrid): number {
  const perSecond = query.modifier === 'as_rate' ? 1 / grid.interval : 1;
  switch (query.aggregator) {
    case 'percentile':
      return sketch.quantile(query.quantile);
    case 'avg':
      return sketch.average;
    case 'min':
      return sketch.min;
    case 'max':
      return sketch.max;
    case 'sum':
      return sketch.sum * perSecond;
    case 'count':
      return sketch.count * perSecond;
  }
}

/** What there is in each interval, samples and sketches together. */
function sketchesOf(contexts: readonly Context[], grid: TimeGrid): Map<number, Sketch> {
  const slotOf = (timestamp: number): number =>
    Math.floor((timestamp - grid.start) / grid.interval);
  const from = Math.ceil(grid.range.from);
  const to = Math.ceil(grid.range.to);
  const samples = new Map<number, number[]>();
  const sketches = new Map<number, Sketch>();
  const add = (slot: number, sketch: Sketch): void => {
    sketches.set(slot, sketches.get(slot)?.plus(sketch) ?? sketch);
  };
  for (const context of contexts) {
    context.points.read(from, to, (timestamps, values) => {
      for (let index = 0; index < timestamps.length; index++) {
        const slot = slotOf(timestamps[index] as number);
        const held = samples.get(slot);
        if (held === undefined) samples.set(slot, [values[index] as number]);
        else held.push(values[index] as number);
      }
    });
    for (const [timestamp, sketch] of context.sketches?.from(from) ?? []) {
      if (timestamp < to) add(slotOf(timestamp), sketch);
    }
  }
  for (const [slot, held] of samples) add(slot, Sketch.ofSamples(held));
  return sketches;
}
