import type {
  PointsResult,
  ScalarColumn,
  ScalarResult,
  SeriesResult,
  TimeseriesResult,
} from './result.js';

/** Puts points after each other; of one timestamp, a later value that is there wins. */
export function mergePoints(parts: readonly PointsResult[]): PointsResult {
  const timestamps = unionOf(parts.map((part) => part.timestamps));
  const slots = parts.map((part) => slotsIn(timestamps, part.timestamps));
  const column = (name: 'avg' | 'min' | 'max' | 'sum'): Float64Array => {
    const values = new Float64Array(timestamps.length).fill(Number.NaN);
    parts.forEach((part, index) => {
      put(part[name], slots[index] as Uint32Array, values);
    });
    return values;
  };
  return {
    kind: 'points',
    timestamps,
    avg: column('avg'),
    min: column('min'),
    max: column('max'),
    sum: column('sum'),
  };
}

/** Lines of the same formula and groups become one; each time is there once, NaN where a line lacks it. */
export function mergeTimeseries(parts: readonly TimeseriesResult[]): TimeseriesResult {
  const times = unionOf(parts.map((part) => part.times));
  const merged = new Map<string, SeriesResult>();
  for (const part of parts) {
    const slots = slotsIn(times, part.times);
    for (const series of part.series) {
      const key = JSON.stringify([series.queryIndex, series.groupTags]);
      let whole = merged.get(key);
      if (whole === undefined) {
        whole = { ...series, values: new Float64Array(times.length).fill(Number.NaN) };
        merged.set(key, whole);
      }
      put(series.values, slots, whole.values);
    }
  }
  return { kind: 'timeseries', times, series: [...merged.values()] };
}

/** Rows after each other, each with its own window; a column that a part lacks is empty there. */
export function mergeScalars(parts: readonly ScalarResult[]): ScalarResult {
  const heads = new Map<string, Pick<ScalarColumn, 'name' | 'type'>>();
  for (const { columns } of parts) {
    for (const { name, type } of columns) heads.set(`${type}:${name}`, { name, type });
  }
  return {
    kind: 'scalar',
    starts: joined(parts.map(({ starts }) => starts)),
    ends: joined(parts.map(({ ends }) => ends)),
    columns: [...heads.values()].map(({ name, type }): ScalarColumn => {
      const found = parts.map((part) => ({
        rows: part.starts.length,
        column: part.columns.find((column) => column.name === name && column.type === type),
      }));
      if (type === 'number') {
        const values = found.map(({ rows, column }) =>
          column?.type === 'number' ? column.values : new Float64Array(rows).fill(Number.NaN),
        );
        return { type, name, values: joined(values) };
      }
      const values = found.flatMap(({ rows, column }) =>
        column?.type === 'group' ? column.values : Array.from({ length: rows }, () => []),
      );
      return { type, name, values };
    }),
  };
}

/** Ascending, each once. */
function unionOf(parts: readonly Float64Array[]): Float64Array {
  const all = joined(parts).sort();
  let length = 0;
  for (const time of all) {
    if (length > 0 && all[length - 1] === time) continue;
    all[length++] = time;
  }
  return all.slice(0, length);
}

/** Where each of `times` is in `all`; both ascend. */
function slotsIn(all: Float64Array, times: Float64Array): Uint32Array {
  const slots = new Uint32Array(times.length);
  let slot = 0;
  for (let index = 0; index < times.length; index++) {
    while ((all[slot] as number) < (times[index] as number)) slot++;
    slots[index] = slot;
  }
  return slots;
}

function put(values: Float64Array, slots: Uint32Array, into: Float64Array): void {
  for (let index = 0; index < values.length; index++) {
    const value = values[index] as number;
    if (!Number.isNaN(value)) into[slots[index] as number] = value;
  }
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const whole = new Float64Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
