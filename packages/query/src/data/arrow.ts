import {
  type DataType,
  Field,
  Float64,
  List,
  makeData,
  makeVector,
  Schema,
  Table,
  TimestampMillisecond,
  Utf8,
  type Vector,
  vectorFromArray,
} from 'apache-arrow';
import type { Result, ScalarColumn } from './result.js';
import { orderedSeries } from './rows.js';

/**
 * A table of Apache Arrow, for which `apache-arrow` has to be installed. Missing values are null.
 *
 * - points: `time`, `avg`, `min`, `max`, `sum`.
 * - timeseries: `time`, and a column for each line, called `q0` or `q0{route:/home}`.
 * - scalars: `start`, `end`, and a column for each group key (lists of text) and formula.
 *
 * Values are not copied: the table lives on the arrays of the result.
 */
export function toArrow(result: Result): Table {
  switch (result.kind) {
    case 'points': {
      const { timestamps, avg, min, max, sum } = result;
      const times = timestamps.map((seconds) => seconds * 1_000);
      return tableOf([
        ['time', timesOf(times)],
        ['avg', numbersOf(avg)],
        ['min', numbersOf(min)],
        ['max', numbersOf(max)],
        ['sum', numbersOf(sum)],
      ]);
    }
    case 'timeseries': {
      const lines = orderedSeries(result.series).map(({ name, groupTags, values }): NamedVector => {
        const groups = groupTags.length === 0 ? '' : `{${groupTags.join(',')}}`;
        return [name + groups, numbersOf(values)];
      });
      return tableOf([['time', timesOf(result.times)], ...lines]);
    }
    case 'scalar':
      return tableOf([
        ['start', timesOf(result.starts)],
        ['end', timesOf(result.ends)],
        ...result.columns.map((column): NamedVector => [column.name, columnOf(column)]),
      ]);
  }
}

type NamedVector = readonly [name: string, vector: Vector];

function tableOf(columns: readonly NamedVector[]): Table {
  const fields = columns.map(([name, { type }]) => new Field<DataType>(name, type, true));
  const vectors = Object.fromEntries(columns.map(([name, vector]) => [name, vector]));
  return new Table(new Schema(fields), vectors);
}

function timesOf(milliseconds: Float64Array): Vector {
  const data = BigInt64Array.from(milliseconds, BigInt);
  return makeVector(makeData({ type: new TimestampMillisecond(), length: data.length, data }));
}

function numbersOf(values: Float64Array): Vector {
  const nullBitmap = new Uint8Array(Math.ceil(values.length / 8));
  let nullCount = 0;
  for (let index = 0; index < values.length; index++) {
    if (Number.isNaN(values[index])) nullCount++;
    else nullBitmap[index >> 3] = (nullBitmap[index >> 3] as number) | (1 << (index & 7));
  }
  const common = { type: new Float64(), length: values.length, data: values };
  return makeVector(
    makeData(nullCount === 0 ? { ...common, nullCount: 0 } : { ...common, nullCount, nullBitmap }),
  );
}

function columnOf(column: ScalarColumn): Vector {
  if (column.type === 'number') return numbersOf(column.values);
  const type = new List(new Field('tag', new Utf8(), false));
  return vectorFromArray(column.values as string[][], type);
}
