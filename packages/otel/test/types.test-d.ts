// Types that users rely on. `npm run check` compiles this, and fails on a line that should not compile and does.
import type { Sink } from '@dogstats/core';
import { DogStatsExporter, type DogStatsExporterOptions } from '@dogstats/otel';
import type { PushMetricExporter } from '@opentelemetry/sdk-metrics';
import { expectTypeOf } from 'vitest';

declare const sink: Sink;

const exporter = new DogStatsExporter({ sink, tags: { team: 'web' }, host: undefined });
expectTypeOf(exporter).toExtend<PushMetricExporter>();
expectTypeOf<DogStatsExporterOptions['sink']>().toEqualTypeOf<Sink>();
// @ts-expect-error a sink it needs
new DogStatsExporter({});
// @ts-expect-error the key belongs to the sink
new DogStatsExporter({ sink, apiKey: 'key' });
// @ts-expect-error one of two
new DogStatsExporter({ sink, histograms: 'sketch' });
// @ts-expect-error any object won't do
new DogStatsExporter({ sink: { write() {} } });
