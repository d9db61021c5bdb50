import type { ChartView } from '../../feed/chart-view.js';
import { sparkline } from './sparkline.js';

/** Columns of a sparkline. */
const columns = 30;

/** What the feed says of a metric, as far as it is shown. */
export type FollowedChart = Pick<
  ChartView,
  'key' | 'name' | 'kind' | 'contexts' | 'width' | 'from' | 'times' | 'lines'
>;

export interface FollowedMetric {
  readonly name: string;
  readonly type: string;
  readonly contexts: number;
  /** Value of the newest column; of a distribution the median. */
  readonly last: number;
  /** Unix seconds of that column. */
  readonly at: number;
  readonly sparkline: string;
}

/** What the feed told so far of the metrics that match one of the patterns. */
export class FollowedMetrics {
  readonly #patterns: readonly (readonly string[])[];
  /** By the key of the metric. */
  readonly #values = new Map<string, { view: FollowedChart; values: Map<number, number> }>();

  /** @param patterns names in which `*` stands for any text; none: all */
  constructor(patterns: readonly string[]) {
    this.#patterns = patterns.map((pattern) => pattern.split('*'));
  }

  /** Takes what changed. @returns the metrics of it that match */
  update(views: readonly FollowedChart[]): FollowedMetric[] {
    return views
      .filter(({ name }) => this.#matches(name))
      .map((view) => {
        const values = this.#values.get(view.key)?.values ?? new Map<number, number>();
        for (const time of values.keys()) if (time >= view.from) values.delete(time);
        for (const [at, time] of view.times.entries()) {
          values.set(time, view.lines[0]?.[at] as number);
        }
        forgetUnseen(values, view.width);
        this.#values.set(view.key, { view, values });
        return followed(view, values);
      });
  }

  /** Values held. */
  get size(): number {
    let size = 0;
    for (const { values } of this.#values.values()) size += values.size;
    return size;
  }

  remove(key: string): void {
    this.#values.delete(key);
  }

  clear(): void {
    this.#values.clear();
  }

  /** By name. */
  all(): FollowedMetric[] {
    return [...this.#values.values()]
      .map(({ view, values }) => followed(view, values))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  #matches(name: string): boolean {
    return this.#patterns.length === 0 || this.#patterns.some((parts) => matches(name, parts));
  }
}

/** It may run for days. */
function forgetUnseen(values: Map<number, number>, width: number): void {
  const newest = Math.max(...values.keys());
  for (const time of values.keys()) if (time <= newest - columns * width) values.delete(time);
}

function followed(view: FollowedChart, values: ReadonlyMap<number, number>): FollowedMetric {
  const { name, kind: type, contexts, width } = view;
  let at = 0;
  for (const time of values.keys()) at = Math.max(at, time);
  const shown = Array.from({ length: columns }, (_, column) =>
    values.get(at - (columns - 1 - column) * width),
  );
  return {
    name,
    type,
    contexts,
    last: values.get(at) ?? Number.NaN,
    at,
    sparkline: sparkline(shown),
  };
}

/** Whether a text has these parts in order, the first at its start and the last at its end. */
function matches(text: string, parts: readonly string[]): boolean {
  const [first = '', ...rest] = parts;
  if (rest.length === 0) return text === first;
  if (!text.startsWith(first)) return false;
  const last = rest.pop() ?? '';
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}
