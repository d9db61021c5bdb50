import type { Context } from '../store/context.js';
import type { Label, PrometheusSeries, Sample } from './series.js';

/** What a series of Datadog becomes labels of, by Opstrace's rules. */
export interface Labelled {
  readonly metric: string;
  readonly host: string;
  readonly tags: readonly string[];
  readonly device?: string;
  /** As sent. */
  readonly type?: string;
  readonly sourceTypeName?: string;
  /** Seconds; 0 for none. */
  readonly interval?: number;
}

/** What clients put before a name that is not to be indexed. */
const noIndex = 'n_o_i_n_d_e_x.';

/**
 * The labels of a series, sorted by name; nothing when it has no name.
 *
 * The value of a tag is taken as it is, that of a tag without a colon is none, and of two tags that
 * become one label the last wins.
 */
export function labelsOf(series: Labelled): Label[] | undefined {
  const { metric, host, tags, device = '', type = '', sourceTypeName = '', interval = 0 } = series;
  const name = prometheusName(metric.startsWith(noIndex) ? metric.slice(noIndex.length) : metric);
  if (name === '') return undefined;
  const labels = new Map<string, string>([
    ['__name__', name],
    ['device', device],
    ['instance', host],
    ['interval', interval === 0 ? '' : String(interval)],
    ['job', 'ddagent'],
    ['source_type_name', sourceTypeName],
    ['type', type],
  ]);
  for (const tag of tags) {
    const colon = tag.indexOf(':');
    if (colon === -1) continue;
    labels.set(`ddtag_${sanitized(tag.slice(0, colon))}`, tag.slice(colon + 1));
  }
  return [...labels].filter(([, value]) => value !== '').sort(([a], [b]) => (a < b ? -1 : 1));
}

/** The same of what the intake holds. */
export function contextLabels({
  metric,
  host,
  tags,
  type,
  interval,
}: Context): Label[] | undefined {
  const known = type === 'unspecified' ? '' : type;
  return labelsOf({ metric: metric.name, host, tags, type: known, interval });
}

/** Ascending, in milliseconds; of two samples of one second the last wins. */
export function samplesOf(timestamps: readonly number[], values: readonly number[]): Sample[] {
  const samples = new Map<number, number>();
  timestamps.forEach((seconds, index) => {
    samples.set(seconds * 1_000, values[index] as number);
  });
  return [...samples]
    .map(([timestamp, value]) => ({ timestamp, value }))
    .sort((a, b) => a.timestamp - b.timestamp);
}

/** Nothing when the series has no name or no samples. */
export function prometheusSeries(
  series: Labelled & { readonly timestamps: readonly number[]; readonly values: readonly number[] },
): PrometheusSeries | undefined {
  const labels = labelsOf(series);
  if (labels === undefined || series.timestamps.length === 0) return undefined;
  return { labels, samples: samplesOf(series.timestamps, series.values) };
}

/** A name may not begin with a digit. */
function prometheusName(metric: string): string {
  const name = sanitized(metric);
  const first = name.charCodeAt(0);
  return first >= 0x30 && first <= 0x39 ? `_${name}` : name;
}

/** Each character that a name can't have becomes `_`: nothing collapses. */
function sanitized(text: string): string {
  let result = '';
  for (const character of text) result += isNameCharacter(character) ? character : '_';
  return result;
}

function isNameCharacter(character: string): boolean {
  return (
    (character >= 'a' && character <= 'z') ||
    (character >= 'A' && character <= 'Z') ||
    (character >= '0' && character <= '9') ||
    character === '_' ||
    character === ':'
  );
}
