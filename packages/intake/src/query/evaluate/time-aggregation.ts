import type { Context } from '../../store/context.js';
import type { MetricQuery, TimeAggregator } from '../syntax/metric-query.js';
import type { TimeGrid } from './time-grid.js';

/**
 * Brings the points of one series after the other onto a grid. What `aggregate` returns holds until the
 * next call.
 */
export class TimeAggregation {
  readonly #grid: TimeGrid;
  readonly #query: MetricQuery;
  readonly #values: Float64Array;
  readonly #counts: Uint32Array;

  constructor(grid: TimeGrid, query: MetricQuery) {
    this.#grid = grid;
    this.#query = query;
    this.#values = new Float64Array(grid.length);
    this.#counts = new Uint32Array(grid.length);
  }

  /** One value per interval; NaN where there is no point. */
  aggregate(context: Context): Float64Array {
    const aggregator = this.#aggregatorFor(context);
    this.#values.fill(0);
    this.#counts.fill(0);
    const { from, to } = this.#grid.range;
    context.points.read(Math.ceil(from), Math.ceil(to), (timestamps, values) =>
      this.#add(aggregator, timestamps, values),
    );
    this.#finish(aggregator, this.#scaleFor(context));
    return this.#values;
  }

  /** Counts and rates add up over time when they are asked for as counts. */
  #aggregatorFor({ type }: Context): TimeAggregator {
    const { rollUp, modifier } = this.#query;
    if (rollUp?.aggregator !== undefined) return rollUp.aggregator;
    if (modifier === undefined || type === 'gauge') return 'avg';
    return modifier === 'as_count' || type === 'count' ? 'sum' : 'avg';
  }

  /** What makes counts of rates and rates of counts. */
  #scaleFor({ type, interval }: Context): number {
    const { modifier } = this.#query;
    if (modifier === 'as_count' && type === 'rate') return interval || 1;
    if (modifier === 'as_rate' && type === 'count') return 1 / this.#grid.interval;
    return 1;
  }

  #add(aggregator: TimeAggregator, timestamps: Uint32Array, points: Float64Array): void {
    const { start, interval } = this.#grid;
    const values = this.#values;
    const counts = this.#counts;
    // One loop for each way keeps it free of decisions.
    if (aggregator === 'min' || aggregator === 'max') {
      const sign = aggregator === 'min' ? 1 : -1;
      for (let index = 0; index < timestamps.length; index++) {
        const slot = Math.floor(((timestamps[index] as number) - start) / interval);
        const value = points[index] as number;
        const held = values[slot] as number;
        if (counts[slot] === 0 || sign * value < sign * held) values[slot] = value;
        counts[slot] = (counts[slot] as number) + 1;
      }
      return;
    }
    for (let index = 0; index < timestamps.length; index++) {
      const slot = Math.floor(((timestamps[index] as number) - start) / interval);
      values[slot] = (values[slot] as number) + (points[index] as number);
      counts[slot] = (counts[slot] as number) + 1;
    }
  }

  #finish(aggregator: TimeAggregator, scale: number): void {
    const values = this.#values;
    for (let slot = 0; slot < values.length; slot++) {
      const count = this.#counts[slot] as number;
      if (count === 0) values[slot] = Number.NaN;
      else if (aggregator === 'avg') values[slot] = ((values[slot] as number) / count) * scale;
      else if (aggregator === 'count') values[slot] = count;
      else if (scale !== 1) values[slot] = (values[slot] as number) * scale;
    }
  }
}
