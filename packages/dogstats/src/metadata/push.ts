import type { ManagementAnswer } from '@dogstats/transport/probe';
import type { MetricMetadata } from './metric-metadata.js';

/** How many metrics came to what. */
export interface PushCounts {
  readonly pushed: number;
  /** Datadog knows a metric once it has a point of it. */
  readonly unknown: number;
  readonly failed: number;
}

/** Puts a value to a path. */
export type Put = (path: string, value: unknown) => Promise<ManagementAnswer>;

/**
 * Tells Datadog of each metric, one after the other. Refused keys end it: the others would be
 * refused as well.
 */
export async function pushMetadata(
  all: readonly MetricMetadata[],
  put: Put,
  tell: (line: string) => void,
): Promise<PushCounts> {
  const counts = { pushed: 0, unknown: 0, failed: 0 };
  for (const { metric, body } of all) {
    const answer = await put(`/api/v1/metrics/${encodeURIComponent(metric)}`, body).catch(
      (error: Error) => error,
    );
    if (answer instanceof Error) {
      counts.failed++;
      tell(`✖ ${metric}: ${answer.message}`);
    } else if (answer.status === 200) {
      counts.pushed++;
      tell(`✔ ${metric}: ${describe(body)}`);
    } else if (answer.status === 404) {
      counts.unknown++;
      tell(`– ${metric}: not known there yet; push again when a point of it has arrived`);
    } else {
      counts.failed++;
      tell(`✖ ${metric}: answered ${answer.status}: ${answer.excerpt.slice(0, 200)}`);
    }
    if (!(answer instanceof Error) && (answer.status === 401 || answer.status === 403)) {
      tell('  → check DD_API_KEY, DD_APP_KEY and its scope metrics_metadata_write, and DD_SITE');
      break;
    }
  }
  return counts;
}

/** What is told of a metric, on one line. */
export function describe({
  description,
  short_name,
  unit,
  per_unit,
}: MetricMetadata['body']): string {
  return [
    ...(unit === undefined ? [] : [`unit ${unit}`]),
    ...(per_unit === undefined ? [] : [`per ${per_unit}`]),
    ...(short_name === undefined ? [] : [`short name ${JSON.stringify(short_name)}`]),
    ...(description === undefined ? [] : [JSON.stringify(description)]),
  ].join(', ');
}
