import type { ChartView } from '../../feed/chart-view.js';
import { sparkline } from './sparkline.js';

/** Columns of a sparkline. */
const columns = 30;

/** What the feed says of a metric, as far as it is shown. */
export type FollowedChart = Pick<
  ChartView,
  'key' | 'name' | 'kind' | 'contexts' | 'width' | 'from' | 'times' | 'lines' | 'lastAt'
>;

/** One metric, and the newest columns of it. */
export class FollowedMetric {
  readonly name: string;
  #view: FollowedChart;
  /** By the start of their column. */
  readonly #values = new Map<number, number | null>();
  /** Made when it is looked at. */
  #sparkline: string | undefined;

  constructor(view: FollowedChart) {
    this.name = view.name;
    this.#view = view;
    this.take(view);
  }

  get type(): string {
    return this.#view.kind;
  }

  get contexts(): number {
    return this.#view.contexts;
  }

  /**
   * Value of the newest column, of a distribution the median. Null where what was added up is too
   * large for a number; nothing without a column.
   */
  get last(): number | null | undefined {
    return this.#values.get(this.#newest);
  }

  /** Unix seconds of that column; without one, of the newest point. */
  get at(): number {
    return this.#values.size > 0 ? this.#newest : this.#view.lastAt;
  }

  get sparkline(): string {
    const at = this.#newest;
    const { width } = this.#view;
    this.#sparkline ??= sparkline(
      Array.from(
        { length: columns },
        (_, column) => this.#values.get(at - (columns - 1 - column) * width) ?? undefined,
      ),
    );
    return this.#sparkline;
  }

  /** Values held. */
  get size(): number {
    return this.#values.size;
  }

  /** What the feed says again replaces what there was from there on. */
  take(view: FollowedChart): void {
    this.#view = view;
    this.#sparkline = undefined;
    for (const time of this.#values.keys()) if (time >= view.from) this.#values.delete(time);
    for (const [index, time] of view.times.entries()) {
      this.#values.set(time, view.lines[0]?.[index] ?? null);
    }
    // It may run for days.
    const oldest = this.#newest - columns * view.width;
    for (const time of this.#values.keys()) if (time <= oldest) this.#values.delete(time);
  }

  toJSON(): object {
    const { name, type, contexts, last, at } = this;
    return { name, type, contexts, last: last ?? null, at, sparkline: this.sparkline };
  }

  get #newest(): number {
    return Math.max(0, ...this.#values.keys());
  }
}

/** What the feed told so far of the metrics that match one of the patterns. */
export class FollowedMetrics {
  readonly #patterns: readonly (readonly string[])[];
  /** By the key of the metric. */
  readonly #metrics = new Map<string, FollowedMetric>();
  /** The same by name. */
  readonly #byName: FollowedMetric[] = [];

  /** @param patterns names in which `*` stands for any text; none: all */
  constructor(patterns: readonly string[]) {
    this.#patterns = patterns.map((pattern) => pattern.split('*'));
  }

  /** Takes what changed. @returns the metrics of it that match */
  update(views: readonly FollowedChart[]): FollowedMetric[] {
    return views
      .filter(({ name }) => this.#matches(name))
      .map((view) => {
        const known = this.#metrics.get(view.key);
        known?.take(view);
        return known ?? this.#add(view);
      });
  }

  /** How many there are. */
  get count(): number {
    return this.#byName.length;
  }

  /** Values held. */
  get size(): number {
    return this.#byName.reduce((sum, { size }) => sum + size, 0);
  }

  /** By name, not more than `most`. */
  first(most: number): readonly FollowedMetric[] {
    return this.#byName.slice(0, most);
  }

  remove(key: string): void {
    const metric = this.#metrics.get(key);
    if (metric === undefined) return;
    this.#metrics.delete(key);
    this.#byName.splice(this.#byName.indexOf(metric), 1);
  }

  clear(): void {
    this.#metrics.clear();
    this.#byName.length = 0;
  }

  #add(view: FollowedChart): FollowedMetric {
    const metric = new FollowedMetric(view);
    this.#metrics.set(view.key, metric);
    let low = 0;
    let high = this.#byName.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#byName[middle] as FollowedMetric).name < metric.name) low = middle + 1;
      else high = middle;
    }
    this.#byName.splice(low, 0, metric);
    return metric;
  }

  #matches(name: string): boolean {
    return this.#patterns.length === 0 || this.#patterns.some((parts) => matches(name, parts));
  }
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
