import { type HistogramOptions, histogramSuffixes, joined, normalizeName } from '@dogstats/core';
import type { MetricDefinition, MetricDefinitions } from '../catalogue/metric-definition.js';

/** What Datadog is told of one of its metrics, in its own words. */
export interface MetricMetadata {
  /** Name on the server, prefix and suffix included. */
  readonly metric: string;
  readonly body: {
    readonly description?: string;
    readonly short_name?: string;
    readonly unit?: string;
    readonly per_unit?: string;
  };
}

/**
 * What there is to tell, by name. A histogram is several metrics on the server; the
 * number of its values has another unit than they have.
 */
export function metadataOf(
  definitions: MetricDefinitions,
  prefix: string,
  histogram: HistogramOptions,
): MetricMetadata[] {
  const byName = Object.entries(definitions).sort(([a], [b]) => (a < b ? -1 : 1));
  return byName.flatMap(([name, definition]) => {
    const whole = serverName(name, prefix);
    if (definition.type !== 'histogram') return told(whole, bodyOf(definition));
    return histogramSuffixes(histogram).flatMap((suffix) =>
      told(whole + suffix, aggregateBody(definition, suffix)),
    );
  });
}

/** A name as it is on the server. */
export function serverName(name: string, prefix: string): string {
  return normalizeName(joined(prefix) + name);
}

function told(metric: string, body: MetricMetadata['body']): MetricMetadata[] {
  return Object.keys(body).length === 0 ? [] : [{ metric, body }];
}

function bodyOf({
  description,
  shortName,
  unit,
  perUnit,
}: MetricDefinition): MetricMetadata['body'] {
  return {
    ...(description !== undefined && { description }),
    ...(shortName !== undefined && { short_name: shortName }),
    ...(unit !== undefined && { unit }),
    ...(perUnit !== undefined && { per_unit: perUnit }),
  };
}

function aggregateBody(definition: MetricDefinition, suffix: string): MetricMetadata['body'] {
  const { unit, per_unit, ...texts } = bodyOf(definition);
  const { description } = texts;
  const explained =
    description === undefined ? {} : { description: `${description} (${suffix.slice(1)})` };
  if (suffix === '.count') return { ...texts, ...explained };
  return {
    ...texts,
    ...explained,
    ...(unit !== undefined && { unit }),
    ...(per_unit !== undefined && { per_unit }),
  };
}
