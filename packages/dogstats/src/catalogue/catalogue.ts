import type { MetricScope } from '../metric-scope.js';
import { brand } from './is-catalogue.js';
import type { MetricDefinition, MetricDefinitions } from './metric-definition.js';
import { SharedCalls } from './shared-calls.js';
import type { TypedMetrics } from './typed-metrics.js';

export type {
  MetricDefinition,
  MetricDefinitions,
  TagDefinitions,
  TagRule,
} from './metric-definition.js';
export type { MetricUnit } from './metric-unit.js';
export { toMarkdown } from './to-markdown.js';
export type { NamesOf, TagsOf, TypedMetrics } from './typed-metrics.js';

/** The metrics of a program: recording calls for them and nothing else, and what they are. */
export interface Catalogue<Metrics extends MetricDefinitions> extends TypedMetrics<Metrics> {
  /** By name. */
  readonly definitions: Metrics;
  /**
   * The same metrics recorded by another instance or a child: it is that very object, with types of
   * its own.
   */
  on(scope: MetricScope): TypedMetrics<Metrics>;
}

class DefinedMetrics extends SharedCalls {
  readonly definitions: MetricDefinitions;
  readonly [brand] = true;

  constructor(definitions: MetricDefinitions) {
    super();
    this.definitions = definitions;
  }

  on(scope: MetricScope): MetricScope {
    return scope;
  }
}

/** A field that a definition has not is an error, though its type would take it. */
type NothingElse<Metrics> = {
  readonly [Name in keyof Metrics]: {
    readonly [Field in Exclude<keyof Metrics[Name], keyof MetricDefinition>]: never;
  };
};

/**
 * Defines the metrics of a program. The calls of what it returns are those of the shared `dogStats`;
 * names, tags and their values are checked by the compiler, and by nothing at run time.
 */
export function defineMetrics<const Metrics extends MetricDefinitions>(
  definitions: Metrics & NothingElse<Metrics>,
): Catalogue<Metrics> {
  return new DefinedMetrics(definitions) as unknown as Catalogue<Metrics>;
}
