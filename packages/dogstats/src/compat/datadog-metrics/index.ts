import { BufferedMetricsLogger } from './logger.js';
import { DataDogReporter, DatadogReporter, NullReporter } from './reporters.js';
import { distribution, flush, gauge, histogram, increment, init, stop } from './shared-logger.js';

export type {
  AggregatorType,
  BufferedMetricsLoggerOptions,
  DatadogReporterOptions,
  HistogramOptions,
  RecordingTarget,
  ReporterType,
} from './types.js';

/** What sends series: to Datadog, or nowhere. */
export const reporters: {
  readonly NullReporter: typeof NullReporter;
  readonly DatadogReporter: typeof DatadogReporter;
  readonly DataDogReporter: typeof DataDogReporter;
} = { NullReporter, DatadogReporter, DataDogReporter };

/** The module as one object: what `require` and a default import give, and tests may put stubs into. */
const metrics: {
  init: typeof init;
  flush: typeof flush;
  stop: typeof stop;
  gauge: typeof gauge;
  increment: typeof increment;
  histogram: typeof histogram;
  distribution: typeof distribution;
  BufferedMetricsLogger: typeof BufferedMetricsLogger;
  reporters: typeof reporters;
} = {
  init,
  flush,
  stop,
  gauge,
  increment,
  histogram,
  distribution,
  BufferedMetricsLogger,
  reporters,
};

export default metrics;
export {
  BufferedMetricsLogger,
  distribution,
  flush,
  gauge,
  histogram,
  increment,
  init,
  metrics as 'module.exports',
  stop,
};
