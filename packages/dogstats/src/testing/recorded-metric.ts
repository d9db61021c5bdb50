import type { MetricPoint, MetricType } from '@dogstats/core';

/** What was recorded under one type, name, host and set of tags. */
export interface RecordedMetric {
  readonly type: MetricType;
  readonly name: string;
  /** Normalised and sorted, those of `start()` and of scopes included. */
  readonly tags: readonly string[];
  /** `''` for none. */
  readonly host: string;
  /** Recording calls. */
  readonly calls: number;
  /** Of a count the sum, of a gauge or rate the last value, of a set the number of its members. */
  readonly value: number;
  /** Of a histogram or distribution the values in order; of a set its members. */
  readonly values: readonly (string | number)[];
}

/** Puts together what was handed over bit by bit; the order is that of first use. */
export function mergePoints(points: Iterable<MetricPoint>): RecordedMetric[] {
  const byContext = new Map<string, RecordedMetric>();
  for (const point of points) {
    const { type, name, host, tags } = point.context;
    const key = JSON.stringify([type, name, host, tags]);
    const before = byContext.get(key);
    const values = [...(before?.values ?? []), ...valuesOf(point)];
    const members = type === 'set' ? [...new Set(values)] : values;
    byContext.set(key, {
      type,
      name,
      tags,
      host,
      calls: (before?.calls ?? 0) + point.samples,
      value: latestValue(point, before?.value ?? 0, members.length),
      values: members,
    });
  }
  return [...byContext.values()];
}

function latestValue(point: MetricPoint, before: number, members: number): number {
  switch (point.type) {
    case 'count':
      return before + point.state.sum;
    case 'gauge':
    case 'rate':
      return point.state.value;
    case 'set':
    case 'histogram':
    case 'distribution':
      return members;
  }
}

function valuesOf(point: MetricPoint): readonly (string | number)[] {
  switch (point.type) {
    case 'set':
      return point.state.members;
    case 'distribution':
      return point.state.values;
    case 'histogram':
      // Beyond a thousand samples it is a sketch, without the values themselves.
      return point.state.samples?.values ?? [];
    default:
      return [];
  }
}

/** One line: `count page.views{page:home} 3`. */
export function formatMetric({ type, name, tags, value, values }: RecordedMetric): string {
  const isList = type === 'histogram' || type === 'distribution' || type === 'set';
  const said = isList ? `[${values.join(', ')}]` : String(value);
  return `${type} ${name}${tags.length === 0 ? '' : `{${tags.join(',')}}`} ${said}`;
}
