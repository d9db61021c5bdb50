// Types that users rely on. `npm run check` compiles this, and fails on a line that should not compile and does.
import {
  Aggregator,
  type CounterHandle,
  DogStatsError,
  DropCounter,
  type DropCounts,
  type HistogramState,
  type MetricPoint,
  type PointOf,
  type Recorder,
  type SetState,
  type Sink,
} from '@dogstats/core';
import { ManualClock, MemorySink, sinkContract } from '@dogstats/core/testing';
import { expectTypeOf } from 'vitest';

// A point is told apart by its type, and its state goes with it.
declare const point: MetricPoint;
if (point.type === 'histogram') expectTypeOf(point.state).toEqualTypeOf<HistogramState>();
if (point.type === 'set') expectTypeOf(point.state).toEqualTypeOf<SetState>();
expectTypeOf<PointOf<'count'>['state']>().toEqualTypeOf<{ readonly sum: number }>();
// @ts-expect-error only counts have a sum
void point.state.sum;
// @ts-expect-error points are read, not written
point.samples = 1;
// @ts-expect-error Datadog's word for it is another
expectTypeOf<PointOf<'timing'>>();

// A sink is any object of the shape; nothing but write, close and a mode is asked for.
const sink = {
  mode: 'add',
  write: async () => ({ accepted: 0, dropped: {}, possiblyDuplicated: 0, errors: [] }),
  close: async () => {},
} satisfies Sink;
sinkContract(() => sink);
sinkContract(async () => new MemorySink('replace'));
// @ts-expect-error a sink has a mode
sinkContract(() => ({ write: sink.write, close: sink.close }));
// @ts-expect-error there are two modes
new MemorySink('both');
// @ts-expect-error a report says how many were accepted
({ ...sink, write: async () => ({ dropped: {} }) }) satisfies Sink;
expectTypeOf<MemorySink>().toExtend<Sink>();

// Recording gives nothing back; a handle is that of its type.
declare const aggregator: Aggregator;
expectTypeOf(aggregator).toExtend<Recorder>();
expectTypeOf(aggregator.increment('a')).toEqualTypeOf<void>();
expectTypeOf(aggregator.handle('count', 'a')).toEqualTypeOf<CounterHandle>();
// @ts-expect-error a gauge is set, not incremented
aggregator.handle('gauge', 'a').increment();
// @ts-expect-error a value is a number
aggregator.histogram('a', '1');
// @ts-expect-error an aggregator has no defaults
new Aggregator({ mode: 'add' });

// Drops are counted by reasons that are known.
const drops = new DropCounter();
drops.add('late', 1);
expectTypeOf(drops.counts()).toEqualTypeOf<DropCounts>();
expectTypeOf<DropCounts['late']>().toEqualTypeOf<number | undefined>();
// @ts-expect-error no such reason
drops.add('lost', 1);
new DogStatsError('ERR_SINK', 'why');
// @ts-expect-error no such code
new DogStatsError('ERR_ANY', 'why');

expectTypeOf(new ManualClock().advance(1)).toEqualTypeOf<Promise<void>>();
// @ts-expect-error it starts at a number of seconds
new ManualClock(new Date());
