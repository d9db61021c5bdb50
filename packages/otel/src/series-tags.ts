import { hostname } from 'node:os';
import { mergeTags } from '@dogstats/core';
import type { ResourceMetrics, ScopeMetrics } from '@opentelemetry/sdk-metrics';
import type { DogStatsExporterOptions } from './options.js';

type Resource = ResourceMetrics['resource'];
type Attributes = Resource['attributes'];

/** Attributes of a resource → the tags that Datadog ties services together by. */
const unifiedTags: readonly (readonly [attribute: string, tag: string])[] = [
  ['service.name', 'service'],
  ['service.version', 'version'],
  // The older name comes last: of two with one key the first stays.
  ['deployment.environment.name', 'env'],
  ['deployment.environment', 'env'],
];

/** What the SDK puts where nobody has named the service. */
const unnamedService = 'unknown_service';

/** Host and tags that all metrics of a resource have. */
export function tagsOfResource(
  { attributes }: Resource,
  options: Pick<DogStatsExporterOptions, 'host' | 'resourceAttributes'>,
): { readonly host: string; readonly tags: readonly string[] } {
  const named = attributes['host.name'];
  const host = options.host ?? (typeof named === 'string' ? named : hostname());
  let tags: string[] = [];
  for (const [attribute, tag] of unifiedTags) {
    const value = attributes[attribute];
    if (typeof value !== 'string' || value.startsWith(unnamedService)) continue;
    tags = mergeTags(tags, [`${tag}:${value}`]);
  }
  for (const name of options.resourceAttributes ?? []) {
    tags = mergeTags(tags, tagsOf(name, attributes[name]));
  }
  return { host, tags };
}

/** The tags that Datadog's own exporter gives a scope. */
export function tagsOfScope({ name, version }: ScopeMetrics['scope']): string[] {
  const tags = name === '' ? [] : [`instrumentation_scope:${name}`];
  if (version) tags.push(`instrumentation_scope_version:${version}`);
  return tags;
}

/** Tags of one series: its attributes, and what is around it where they don't use the key. */
export function tagsOfAttributes(attributes: Attributes, around: readonly string[]): string[] {
  const own = Object.entries(attributes).flatMap(([name, value]) => tagsOf(name, value));
  return mergeTags(own, around);
}

/** `name:value`; of a list one for each item. */
function tagsOf(name: string, value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => tagsOf(name, item));
  if (typeof value === 'object' && value !== null) return [`${name}:${JSON.stringify(value)}`];
  return value === undefined || value === null ? [] : [`${name}:${value}`];
}
