import type * as TheirMetrics from 'datadog-metrics';
import type * as OurMetrics from 'dogstats/compat/datadog-metrics';
import * as OurHotShots from 'dogstats/compat/hot-shots';
import type * as TheirHotShots from 'hot-shots';
import { expect, expectTypeOf, test } from 'vitest';

/** What is public of a class of theirs: private members are nobody else's. */
type Public<T> = Pick<T, keyof T>;

test('options and callbacks written for hot-shots are options and callbacks here', () => {
  expectTypeOf<Omit<TheirHotShots.ClientOptions, 'socket'>>().toExtend<OurHotShots.ClientOptions>();
  expectTypeOf<TheirHotShots.ChildClientOptions>().toExtend<OurHotShots.ChildClientOptions>();
  expectTypeOf<TheirHotShots.MetricOptions>().toExtend<OurHotShots.MetricOptions>();
  expectTypeOf<TheirHotShots.EventOptions>().toExtend<OurHotShots.EventOptions>();
  expectTypeOf<TheirHotShots.CheckOptions>().toExtend<OurHotShots.CheckOptions>();
  expectTypeOf<OurHotShots.Tags>().toEqualTypeOf<TheirHotShots.Tags>();
  expectTypeOf<OurHotShots.StatsCb>().toEqualTypeOf<TheirHotShots.StatsCb>();
  expectTypeOf<OurHotShots.Cardinality>().toEqualTypeOf<TheirHotShots.Cardinality>();
  expectTypeOf<OurHotShots.DatadogChecks>().toEqualTypeOf<TheirHotShots.DatadogChecks>();
  expectTypeOf<OurHotShots.TimerContext>().toEqualTypeOf<TheirHotShots.TimerContext>();
  expectTypeOf<OurHotShots.DatadogChecksValues>().toEqualTypeOf<TheirHotShots.DatadogChecksValues>();
});

test('a client of ours goes where one of hot-shots is asked for', () => {
  // A socket of theirs is none of node:dgram either, though its type says so.
  type Client = Omit<TheirHotShots.StatsD, 'socket' | 'childClient'>;
  const client: Client = new OurHotShots.StatsD({ mock: true });
  expect(client.mockBuffer).toEqual([]);
});

test('functions are timed with a context, without one, and with arguments', () => {
  const client = new OurHotShots.StatsD({ mock: true });
  expectTypeOf(client.timer((context) => context.addTags(['a']), 'x')).toEqualTypeOf<() => void>();
  const read = client.asyncTimer(
    async (name: string, context: OurHotShots.TimerContext) => context.addTags([name]),
    'x',
  );
  expectTypeOf(read).toEqualTypeOf<(name: string) => Promise<void>>();
  // Not with theirs: it takes the last parameter for the context.
  const add = client.timer(
    (a: number, b: number) => a + b,
    'x',
    (error, bytes) => {
      expectTypeOf(error).toEqualTypeOf<Error | undefined>();
      expectTypeOf(bytes).toEqualTypeOf<number | undefined>();
    },
  );
  expect(add(1, 2)).toBe(3);
});

test('options written for datadog-metrics are options here, and so are loggers', () => {
  expectTypeOf<
    Omit<TheirMetrics.BufferedMetricsLoggerOptions, 'aggregator' | 'reporter'>
  >().toExtend<OurMetrics.BufferedMetricsLoggerOptions>();
  expectTypeOf<TheirMetrics.reporters.NullReporter>().toExtend<OurMetrics.ReporterType>();
  expectTypeOf<OurMetrics.BufferedMetricsLogger>().toExtend<
    Public<TheirMetrics.BufferedMetricsLogger>
  >();
  expectTypeOf<typeof OurMetrics.gauge>().toExtend<typeof TheirMetrics.gauge>();
  expectTypeOf<typeof OurMetrics.increment>().toExtend<typeof TheirMetrics.increment>();
  expectTypeOf<typeof OurMetrics.histogram>().toExtend<typeof TheirMetrics.histogram>();
  expectTypeOf<typeof OurMetrics.distribution>().toExtend<typeof TheirMetrics.distribution>();
  expectTypeOf<typeof OurMetrics.flush>().toExtend<typeof TheirMetrics.flush>();
  expectTypeOf<typeof OurMetrics.stop>().toExtend<typeof TheirMetrics.stop>();
});
