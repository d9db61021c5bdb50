import { DatadogReporter } from './datadog-reporter.js';
import { logDeprecation } from './log.js';
import type { Series } from './metrics.js';

export { DatadogReporter };

/** Throws series away: to turn metrics off, and for tests. */
export class NullReporter {
  async report(_series: readonly Series[]): Promise<void> {}
}

/** @deprecated the old name of `DatadogReporter`, with options one by one. */
export class DataDogReporter extends DatadogReporter {
  constructor(apiKey?: string, appKey?: string, site?: string) {
    logDeprecation(
      'DataDogReporter is called DatadogReporter now, and takes an object of options.',
    );
    super({
      ...(apiKey !== undefined && { apiKey }),
      ...(appKey !== undefined && { appKey }),
      ...(site !== undefined && { site }),
    });
  }
}
