import type { MetricType } from '@dogstats/core';
import type { MetricUnit } from './metric-unit.js';

/** What the value of a tag may be: anything of a type, or one of those listed. */
export type TagRule = 'string' | 'number' | 'boolean' | readonly (string | number | boolean)[];

/**
 * The keys of a metric's tags, as a list, or with a rule for the values of each. A key that ends in
 * `?` may be left out.
 */
export type TagDefinitions = readonly string[] | { readonly [key: string]: TagRule };

/** What a metric is. */
export interface MetricDefinition {
  readonly type: MetricType;
  readonly tags?: TagDefinitions;
  /** Unit of its values, as Datadog spells it. */
  readonly unit?: MetricUnit;
  /** Unit that the other one is per: `unit: 'byte', perUnit: 'second'`. */
  readonly perUnit?: MetricUnit;
  /** What a reader of a graph should know. */
  readonly description?: string;
  /** For legends. */
  readonly shortName?: string;
}

/** Metrics by name, without the prefix that `start()` puts before them. */
export interface MetricDefinitions {
  readonly [name: string]: MetricDefinition;
}
