// Types that users rely on. `npm run check` compiles this, and fails on a line that should not compile and does.
import {
  type Batch,
  type Cursor,
  type PointRow,
  type PointsResult,
  type QueryError,
  type QueryStream,
  query,
  type ScalarResult,
  type TimeseriesResult,
  toRows,
} from '@dogstats/query';
import { expectTypeOf } from 'vitest';

const range = { from: 0, to: new Date() };

// What comes follows from the API that is asked.
expectTypeOf(query({ ...range, api: 'v1', query: 'avg:a{*}' })).toEqualTypeOf<
  QueryStream<PointsResult>
>();
expectTypeOf(query({ ...range, api: 'timeseries', query: 'avg:a{*}' })).toEqualTypeOf<
  QueryStream<TimeseriesResult>
>();
expectTypeOf(query({ ...range, api: 'scalar', query: 'avg:a{*}' })).toEqualTypeOf<
  QueryStream<ScalarResult>
>();
// @ts-expect-error no such API
query({ ...range, api: 'logs', query: 'a' });
// @ts-expect-error a range has two ends
query({ from: 0, query: 'avg:a{*}' });
// @ts-expect-error a time is a number of seconds or a Date
query({ from: '-1d', to: 0, query: 'avg:a{*}' });
// @ts-expect-error no such option
query({ ...range, query: 'avg:a{*}', interval: 10 });

// A loop sees no failure: it throws. A batch that may be one has its cursor only when it is none.
for await (const { data, error, cursor } of query({ ...range, api: 'v1', query: 'avg:a{*}' })) {
  expectTypeOf(error).toEqualTypeOf<undefined>();
  expectTypeOf(cursor).toEqualTypeOf<Cursor>();
  for (const row of toRows(data)) expectTypeOf(row).toEqualTypeOf<PointRow>();
}
declare const batch: Batch<PointsResult>;
// @ts-expect-error not before it is known to be ok
void batch.cursor;
if (!batch.ok) expectTypeOf(batch.error).toEqualTypeOf<QueryError>();
