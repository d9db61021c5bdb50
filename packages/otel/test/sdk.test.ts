import { createIntake, type Intake } from '@dogstats/intake';
import { DogStatsExporter, type DogStatsExporterOptions } from '@dogstats/otel';
import { HttpSink } from '@dogstats/transport';
import { resourceFromAttributes } from '@opentelemetry/resources';
import * as sdk2 from '@opentelemetry/sdk-metrics';
import * as sdk3 from 'sdk-metrics-3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let intake: Intake;
let provider: sdk2.MeterProvider;
beforeEach(async () => {
  intake = await createIntake({ port: 0 });
});
afterEach(async () => {
  await provider.shutdown();
  await intake.close();
});

describe.each([
  ['2', sdk2],
  // Its types are as good as the same, to a compiler they are others.
  ['3', sdk3 as unknown as typeof sdk2],
])('sdk-metrics %s', (_, sdk) => {
  function setUp(
    options: Partial<DogStatsExporterOptions> = {},
    views: sdk2.ViewOptions[] = [],
  ): {
    meter: ReturnType<sdk2.MeterProvider['getMeter']>;
    exporter: DogStatsExporter;
  } {
    const sink = new HttpSink({ apiKey: 'local', url: intake.url });
    const exporter = new DogStatsExporter({ sink, ...options });
    const reader = new sdk.PeriodicExportingMetricReader({
      exporter,
      exportIntervalMillis: 2 ** 30,
      exportTimeoutMillis: 2 ** 30,
    });
    const resource = resourceFromAttributes({
      'service.name': 'shop',
      'service.version': '1.2.3',
      'deployment.environment.name': 'test',
      'host.name': 'web-1',
      'cloud.region': 'eu-west-1',
    });
    provider = new sdk.MeterProvider({ resource, readers: [reader], views });
    return { meter: provider.getMeter('checkout', '0.4'), exporter };
  }

  /** Latest value of a series. */
  const held = (metric: string): number | undefined =>
    intake.series({ metric })[0]?.points.at(-1)?.value;

  it('has the same totals on the intake, however often it exports', async () => {
    const { meter, exporter } = setUp();
    const orders = meter.createCounter('shop.orders');
    const queue = meter.createUpDownCounter('shop.queue');
    const size = meter.createGauge('shop.cart.size');
    let seconds = 0;
    meter.createObservableCounter('shop.cpu').addCallback((result) => {
      seconds += 3;
      result.observe(seconds);
    });
    meter.createObservableGauge('shop.heap').addCallback((result) => result.observe(100 + seconds));
    meter
      .createObservableUpDownCounter('shop.users')
      .addCallback((result) => result.observe(7 - seconds));
    const latency = meter.createHistogram('shop.latency');

    for (let round = 0; round < 3; round++) {
      for (let order = 1; order <= 100; order++) {
        orders.add(2, { payment: order % 4 === 0 ? 'invoice' : 'card' });
        latency.record(order);
      }
      queue.add(5);
      queue.add(-2);
      size.record(round);
      await provider.forceFlush();
    }

    expect(intake.total('shop.orders')).toBe(600);
    expect(intake.total('shop.orders', ['payment:invoice'])).toBe(150);
    expect(intake.total('shop.cpu')).toBe(seconds);
    expect(held('shop.queue')).toBe(9);
    expect(held('shop.cart.size')).toBe(2);
    expect(held('shop.heap')).toBe(100 + seconds);
    expect(held('shop.users')).toBe(7 - seconds);
    expect(intake.total('shop.latency.count')).toBe(300);
    expect(exporter.stats()).toMatchObject({ retained: 0, dropped: {} });
    expect(exporter.stats().accepted).toBe(exporter.stats().recorded);
  });

  it('sends the aggregates of exponential histograms, percentiles within 1.2 %', async () => {
    const { meter } = setUp();
    const latency = meter.createHistogram('shop.latency');
    for (let value = 1; value <= 1000; value++) latency.record(value);
    await provider.forceFlush();

    expect(held('shop.latency.min')).toBe(1);
    expect(held('shop.latency.max')).toBe(1000);
    expect(held('shop.latency.avg')).toBe(500.5);
    for (const percentile of [75, 85, 95, 99]) {
      const value = held(`shop.latency.${percentile}percentile`) as number;
      expect(Math.abs(value / (10 * percentile) - 1)).toBeLessThan(0.012);
    }
  });

  it('sends histograms as distributions on request, one value per measurement', async () => {
    const { meter, exporter } = setUp({ histograms: 'distribution' });
    const latency = meter.createHistogram('shop.latency');
    for (let value = 1; value <= 12_000; value++) latency.record(value);
    await provider.forceFlush();

    expect(intake.total('shop.latency')).toBe(12_000);
    expect(exporter.stats()).toMatchObject({ recorded: 12_000, accepted: 12_000 });
  });

  it('takes histograms with explicit bounds that a view asks for', async () => {
    const type = sdk.AggregationType.EXPLICIT_BUCKET_HISTOGRAM;
    const options = { boundaries: [10, 20, 30] };
    const aggregation: sdk2.AggregationOption = { type, options };
    const { meter } = setUp({}, [{ instrumentName: 'shop.items', aggregation }]);
    const items = meter.createHistogram('shop.items');
    for (const value of [1, 12, 14, 16, 25, 90]) items.record(value);
    await provider.forceFlush();

    expect(intake.total('shop.items.count')).toBe(6);
    expect([held('shop.items.min'), held('shop.items.max')]).toEqual([1, 90]);
    expect(held('shop.items.avg')).toBeCloseTo(158 / 6);
    // The middle of (20, 30], and of what lies above 30.
    expect(held('shop.items.85percentile')).toBe(25);
    expect(held('shop.items.99percentile')).toBe(60);
  });

  it('makes tags of attributes, scope and resource', async () => {
    const { meter } = setUp({
      resourceAttributes: ['cloud.region', 'cloud.zone'],
      tags: { team: 'a', env: 'local' },
    });
    meter.createCounter('shop.orders').add(1, { lanes: ['a', 'b'] as never, service: 'cart' });
    await provider.forceFlush();

    expect(intake.series({ metric: 'shop.orders' })).toMatchObject([
      {
        host: 'web-1',
        tags: [
          'cloud.region:eu-west-1',
          'env:test',
          'instrumentation_scope:checkout',
          'instrumentation_scope_version:0.4',
          'lanes:a',
          'lanes:b',
          'service:cart',
          'team:a',
          'version:1.2.3',
        ],
      },
    ]);
  });

  it('leaves out the scope on request, and then scopes add up', async () => {
    setUp({ scopeTags: false, host: '', prefix: 'app' });
    for (const scope of ['a', 'b']) provider.getMeter(scope).createCounter('hits').add(1);
    await provider.forceFlush();

    expect(intake.total('app.hits')).toBe(2);
    expect(intake.series({ metric: 'app.hits' })).toMatchObject([
      { host: '', tags: ['env:test', 'service:shop', 'version:1.2.3'] },
    ]);
  });
});
