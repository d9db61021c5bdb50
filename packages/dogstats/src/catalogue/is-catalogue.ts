import type { MetricDefinitions } from './metric-definition.js';

/** On every catalogue, and the same for every copy of the package. */
export const brand: unique symbol = Symbol.for('dogstats.catalogue.v1');

/** Whether a value is what `defineMetrics()` made. */
export function isCatalogue(value: unknown): value is { readonly definitions: MetricDefinitions } {
  return typeof value === 'object' && value !== null && brand in value;
}
