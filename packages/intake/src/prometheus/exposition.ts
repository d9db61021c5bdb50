import type { Label, PrometheusSeries } from './series.js';

export const expositionType = 'text/plain; version=0.0.4; charset=utf-8';

/** Series that had nothing new for longer are left out. */
const staleMs = 300_000;

/**
 * The last sample of each series, for Prometheus to scrape.
 *
 * Everything is a gauge: what Datadog calls a count or a rate is the value of one point.
 *
 * @param now unix milliseconds
 */
export function exposition(series: Iterable<PrometheusSeries>, now: number): string {
  const byName = new Map<string, string[]>();
  for (const { labels, samples } of series) {
    const last = samples.at(-1);
    if (last === undefined || last.timestamp < now - staleMs) continue;
    const name = labels.find(([label]) => label === '__name__')?.[1] ?? '';
    const others = labels.filter(([label]) => label !== '__name__');
    const line = `${name}${braced(others)} ${numberText(last.value)} ${last.timestamp}`;
    const lines = byName.get(name);
    if (lines === undefined) byName.set(name, [`# TYPE ${name} gauge`, line]);
    else lines.push(line);
  }
  return [...byName.values()]
    .flat()
    .map((line) => `${line}\n`)
    .join('');
}

export function braced(labels: readonly Label[]): string {
  if (labels.length === 0) return '';
  return `{${labels.map(([name, value]) => `${name}="${escaped(value)}"`).join(',')}}`;
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

function numberText(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return '+Inf';
  return value === Number.NEGATIVE_INFINITY ? '-Inf' : String(value);
}
