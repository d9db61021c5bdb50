import { mergeTags, readTags } from '@dogstats/core';
import { didYouMean } from '@dogstats/transport/site';
import type { Expectation } from './matchers.js';
import { formatMetric, type RecordedMetric } from './recorded-metric.js';
import type { RecordedMetrics } from './recorded-metrics.js';

/** Lines of metrics shown at most. */
const maxShown = 20;

/** What was looked for, what comes close to it, and what was recorded in fact. */
export function explainMiss(
  metrics: RecordedMetrics,
  { name, tags, type, what }: Expectation,
  found: readonly RecordedMetric[],
  isNegated: boolean,
): string {
  const wanted = mergeTags(readTags(tags), []);
  const shownTags = wanted.length === 0 ? '' : `{${wanted.join(',')}}`;
  const lines = [
    `Expected ${type ?? 'metric'} ${name}${shownTags}${isNegated ? ' not' : ''} ${what}.`,
  ];
  const all = metrics.all();
  if (found.length > 0) lines.push('', 'Recorded of it:', ...shown(found));
  else lines.push(...nearMisses(all, name, type));
  if (found.length > 1 && type !== 'count' && type !== undefined)
    lines.push(`${found.length} of them have these tags: give more of theirs.`);
  const rest = all.filter((metric) => !found.includes(metric) && metric.name !== name);
  const others = rest.length > 0 || found.length > 0 ? rest : all;
  if (others.length > 0) lines.push('', 'Recorded besides:', ...shown(others));
  if (all.length === 0) lines.push('', 'Nothing was recorded.');
  if (metrics.messages.length > 0) lines.push('', 'Said meanwhile:', ...indent(metrics.messages));
  return lines.join('\n');
}

function nearMisses(
  all: readonly RecordedMetric[],
  name: string,
  type: string | undefined,
): string[] {
  const sameName = all.filter((metric) => metric.name === name);
  if (sameName.length > 0) {
    const other = sameName.every((metric) => metric.type !== type) && type !== undefined;
    return ['', `Of that name, with ${other ? 'another type' : 'other tags'}:`, ...shown(sameName)];
  }
  const names = [...new Set(all.map((metric) => metric.name))];
  const suffixes = names.filter(
    (other) => other.endsWith(`.${name}`) || name.endsWith(`.${other}`),
  );
  const near = suffixes[0] ?? didYouMean(name, names);
  return near === undefined ? [] : [`Did you mean ${near}?`];
}

function shown(metrics: readonly RecordedMetric[]): string[] {
  const lines = metrics.map(formatMetric);
  const left = lines.length - maxShown;
  return indent([...lines.slice(0, maxShown), ...(left > 0 ? [`and ${left} more`] : [])]);
}

function indent(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}
