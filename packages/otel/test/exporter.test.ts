import type { Batch, DeliveryReport, Sink } from '@dogstats/core';
import { ManualClock, MemorySink } from '@dogstats/core/testing';
import { DogStatsExporter } from '@dogstats/otel';
import {
  AggregationTemporality,
  DataPointType,
  type MetricData,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import { describe, expect, it } from 'vitest';

const clock = new ManualClock();
const now: [number, number] = [Math.floor(clock.now() / 1000), 0];

/** One metric with one data point. */
function metric(fields: Record<string, unknown>, value: unknown = 1): MetricData {
  return {
    descriptor: { name: 'hits', description: '', unit: '', valueType: 0 },
    aggregationTemporality: AggregationTemporality.DELTA,
    dataPointType: DataPointType.SUM,
    isMonotonic: true,
    dataPoints: [{ startTime: now, endTime: now, attributes: {}, value }],
    ...fields,
  } as MetricData;
}

function exportOf(...metrics: MetricData[]): ResourceMetrics {
  const resource = { attributes: {}, merge: () => resource } as never;
  return { resource, scopeMetrics: [{ scope: { name: 's' }, metrics }] };
}

interface Result {
  readonly code: number;
  readonly error?: Error;
}

function send(exporter: DogStatsExporter, ...metrics: MetricData[]): Promise<Result> {
  return new Promise((resolve) => exporter.export(exportOf(...metrics), resolve));
}

/** A sink that answers as a test says. */
function sinkThat(write: (batch: Batch) => Promise<DeliveryReport>): Sink {
  return { mode: 'replace', write, close: async () => {} };
}

function missing({ recorded, accepted, retained, dropped }: ReturnType<DogStatsExporter['stats']>) {
  return recorded - accepted - retained - Object.values(dropped).reduce((sum, n) => sum + n, 0);
}

describe('the result of an export', () => {
  it('is a success when all was accepted', async () => {
    const sink = new MemorySink();
    const exporter = new DogStatsExporter({ sink, clock });

    expect(await send(exporter, metric({}))).toEqual({ code: 0 });
    expect(await send(exporter)).toEqual({ code: 0 });
    expect(sink.writes).toBe(1);
  });

  it('counts as dropped what a sink gives no report of', async () => {
    const sink = sinkThat(async () => undefined as never);
    const exporter = new DogStatsExporter({ sink, clock });

    expect((await send(exporter, metric({}))).code).toBe(1);
    await exporter.forceFlush();
    expect(exporter.stats()).toMatchObject({
      recorded: 1,
      retained: 0,
      dropped: { sink_failed: 1 },
    });
  });

  it('names what the sink has dropped, and why', async () => {
    const sink = sinkThat(async () => ({
      ...{ accepted: 1, dropped: { refused: 1 }, possiblyDuplicated: 0 },
      errors: [new Error('answered 400')],
    }));
    const exporter = new DogStatsExporter({ sink, clock });
    const { code, error } = await send(
      exporter,
      metric({}),
      metric({ dataPointType: DataPointType.GAUGE }),
    );

    expect(code).toBe(1);
    expect(error?.message).toBe('dropped in delivery: 1 refused');
    expect(error?.cause).toEqual(new Error('answered 400'));
    expect(exporter.stats()).toEqual({
      recorded: 2,
      accepted: 1,
      retained: 0,
      dropped: { refused: 1 },
    });
  });

  it.each([
    ['rejects', () => Promise.reject(new Error('broken'))],
    [
      'throws',
      () => {
        throw new Error('broken');
      },
    ],
    [
      'reports too little',
      async () => ({ accepted: 0, dropped: {}, possiblyDuplicated: 0, errors: [] }),
    ],
    [
      'reports more than it got',
      async () => ({ accepted: 0, dropped: { sink_failed: 9 }, possiblyDuplicated: 0, errors: [] }),
    ],
  ])('is a failure when the sink %s', async (_, write) => {
    const exporter = new DogStatsExporter({ sink: sinkThat(write), clock });

    expect(await send(exporter, metric({}))).toMatchObject({ code: 1 });
    expect(exporter.stats()).toMatchObject({ recorded: 1, dropped: { sink_failed: 1 } });
    expect(missing(exporter.stats())).toBe(0);
  });

  it('comes in time, though delivery goes on', async () => {
    let accept = (_: DeliveryReport): void => {};
    const sink = sinkThat(
      () =>
        new Promise((resolve) => {
          accept = resolve;
        }),
    );
    const exporter = new DogStatsExporter({ sink, clock, timeoutMs: 1000 });
    const sending = send(exporter, metric({}));
    await clock.advance(1000);

    expect(await sending).toMatchObject({ code: 1, error: { code: 'ERR_TIMEOUT' } });
    expect(exporter.stats()).toMatchObject({ recorded: 1, retained: 1, accepted: 0 });
    accept({ accepted: 1, dropped: {}, possiblyDuplicated: 0, errors: [] });
    await exporter.forceFlush();
    expect(exporter.stats()).toMatchObject({ recorded: 1, retained: 0, accepted: 1 });
  });

  it('names the metrics that have no form, and sends the others', async () => {
    const sink = new MemorySink();
    const exporter = new DogStatsExporter({ sink, clock });
    const named = (name: string) => ({
      descriptor: { name, description: '', unit: '', valueType: 0 },
    });
    const old = { startTime: now, endTime: [now[0] - 7200, 0], attributes: {}, value: 1 };
    const { code, error } = await send(
      exporter,
      metric({}),
      metric({ ...named('total'), aggregationTemporality: AggregationTemporality.CUMULATIVE }),
      metric({ ...named('nan'), dataPointType: DataPointType.GAUGE }, Number.NaN),
      metric({ ...named('old'), dataPoints: [old] }),
    );

    expect(code).toBe(1);
    expect(error?.message).toContain('refused (total, nan, old): ');
    for (const reason of ['1 invalid_arguments', '1 invalid_value', '1 too_old']) {
      expect(error?.message).toContain(reason);
    }
    expect(sink.held('hits')).toHaveLength(1);
    expect(exporter.stats()).toMatchObject({ recorded: 4, accepted: 1 });
    expect(missing(exporter.stats())).toBe(0);
  });
});

it('two exports in one second are one whole value in the end', async () => {
  const sink = new MemorySink();
  const exporter = new DogStatsExporter({ sink, clock });
  await send(exporter, metric({}, 2));
  await send(exporter, metric({}, 3));

  expect(sink.held('hits').map(({ state }) => state)).toEqual([{ sum: 5 }]);
});

it('knows the time, however seldom it is asked to export', async () => {
  const later = new ManualClock();
  const exporter = new DogStatsExporter({ sink: new MemorySink(), clock: later });
  later.step(3600);
  const endTime = [later.now() / 1000, 0];
  const dataPoints = [{ startTime: endTime, endTime, attributes: {}, value: 1 }];

  expect(await send(exporter, metric({ dataPoints }))).toEqual({ code: 0 });
});

it('hands a sink that adds each delta once', async () => {
  const sink = new MemorySink('add');
  const exporter = new DogStatsExporter({ sink, clock });
  await send(exporter, metric({}, 2));
  await send(exporter, metric({}, 3));

  expect(sink.points.map(({ state }) => state)).toEqual([{ sum: 2 }, { sum: 3 }]);
});

it('shutdown() closes the sink once, and exports fail from then on', async () => {
  const sink = new MemorySink();
  const exporter = new DogStatsExporter({ sink, clock });
  await send(exporter, metric({}));
  await Promise.all([exporter.shutdown(), exporter.shutdown()]);

  expect(sink.closed).toBe(true);
  expect(await send(exporter, metric({}))).toMatchObject({ code: 1 });
  expect(exporter.stats()).toMatchObject({ recorded: 1, accepted: 1 });
});

it('refuses options that can’t be used, all of them at once', () => {
  const options = { sink: {}, histograms: 'buckets', rollUpIntervalSeconds: 0.5, timeoutMs: 0 };
  const make = (): unknown => new DogStatsExporter(options as never);

  expect(make).toThrow(
    /sink has[\s\S]*histograms has[\s\S]*rollUpIntervalSeconds has[\s\S]*timeoutMs has/,
  );
});
