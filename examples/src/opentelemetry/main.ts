// The metrics of OpenTelemetry straight to Datadog, without a collector or an Agent.
import { DogStatsExporter } from '@dogstats/otel';
import { HttpSink } from '@dogstats/transport';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';

const exporter = new DogStatsExporter({
  sink: new HttpSink({
    apiKey: process.env['DD_API_KEY'] ?? 'local',
    site: process.env['DD_SITE'],
    url: process.env['DD_URL'], // a local intake
  }),
});
const provider = new MeterProvider({
  resource: resourceFromAttributes({ 'service.name': 'shop', 'host.name': 'web-1' }),
  readers: [new PeriodicExportingMetricReader({ exporter })],
});
const meter = provider.getMeter('checkout');

const orders = meter.createCounter('shop.orders');
const carts = meter.createUpDownCounter('shop.carts');
const duration = meter.createHistogram('shop.checkout.duration', { unit: 'ms' });

for (let order = 1; order <= 200; order++) {
  carts.add(1);
  duration.record(order % 50);
  orders.add(1, { payment: order % 4 === 0 ? 'invoice' : 'card' });
  if (order % 10 !== 0) carts.add(-1);
}

await provider.shutdown();
console.log('Sent:', exporter.stats());
