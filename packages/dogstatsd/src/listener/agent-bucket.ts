import { clampToFinite } from '@dogstats/core';
import type { MetricMessage } from '../message/message.js';
import type { AgentContext } from './agent-context.js';
import { type AgentSeries, bucketSeconds } from './agent-flush.js';
import { AgentHistogram, type AgentHistogramOptions, weightOf } from './histogram.js';

/** What one context has collected in one bucket. */
type State =
  | { readonly type: 'count'; sum: number }
  | { readonly type: 'gauge'; last: number }
  | { readonly type: 'set'; readonly members: Set<string> }
  | { readonly type: 'histogram'; readonly histogram: AgentHistogram }
  | { readonly type: 'distribution'; readonly values: number[] };

const newState: { readonly [T in State['type']]: () => State } = {
  count: () => ({ type: 'count', sum: 0 }),
  gauge: () => ({ type: 'gauge', last: 0 }),
  set: () => ({ type: 'set', members: new Set() }),
  histogram: () => ({ type: 'histogram', histogram: new AgentHistogram() }),
  distribution: () => ({ type: 'distribution', values: [] }),
};

/** Ten seconds of the Agent. */
export class AgentBucket {
  /** Unix seconds, a multiple of ten. */
  readonly start: number;
  /** Values and members in it. */
  held = 0;
  readonly #states = new Map<AgentContext, State>();

  constructor(start: number) {
    this.start = start;
  }

  add(context: AgentContext, message: MetricMessage): void {
    let state = this.#states.get(context);
    if (state === undefined) {
      state = newState[context.type]();
      this.#states.set(context, state);
    }
    if (state.type === 'set') {
      const before = state.members.size;
      // A copy: it may be a part of the text of a whole datagram.
      for (const member of message.values) state.members.add(Buffer.from(`${member}`).toString());
      this.held += state.members.size - before;
      return;
    }
    for (const value of message.values) {
      this.held += addValue(state, value as number, message.sampleRate);
    }
  }

  /** Lets go of the samples of distributions, which are sent once; all else is sent whole each time. */
  forgetDistributions(): void {
    for (const [context, state] of this.#states) {
      if (state.type !== 'distribution') continue;
      this.#states.delete(context);
      this.held -= state.values.length;
    }
  }

  /** @param options of all histograms. */
  series(options: AgentHistogramOptions): AgentSeries[] {
    const series: AgentSeries[] = [];
    for (const [context, state] of this.#states) {
      if (state.type === 'histogram') {
        for (const { suffix, type, value } of state.histogram.values(options))
          series.push(seriesOf(context, type, this.start, [clampToFinite(value)], suffix));
      } else if (state.type === 'distribution')
        series.push(seriesOf(context, 'distribution', this.start, state.values));
      else if (state.type === 'count')
        series.push(
          seriesOf(context, 'rate', this.start, [clampToFinite(state.sum / bucketSeconds)]),
        );
      else {
        const value = state.type === 'set' ? state.members.size : state.last;
        series.push(seriesOf(context, 'gauge', this.start, [value]));
      }
    }
    return series;
  }
}

/** @returns how many values more it holds. */
function addValue(
  state: Exclude<State, { type: 'set' }>,
  value: number,
  sampleRate: number,
): number {
  switch (state.type) {
    case 'count':
      state.sum += value / sampleRate;
      return 0;
    case 'gauge':
      state.last = value;
      return 0;
    case 'histogram':
      state.histogram.add(value, sampleRate);
      return 1;
    case 'distribution': {
      const weight = weightOf(sampleRate);
      for (let times = 0; times < weight; times++) state.values.push(value);
      return weight;
    }
  }
}

export function seriesOf(
  context: AgentContext,
  type: AgentSeries['type'],
  timestamp: number,
  values: readonly number[],
  suffix = '',
): AgentSeries {
  const { metric, host, tags } = context;
  const timestamps = values.map(() => timestamp);
  return {
    metric: metric + suffix,
    type,
    host,
    tags,
    interval: bucketSeconds,
    timestamps,
    values,
  };
}
