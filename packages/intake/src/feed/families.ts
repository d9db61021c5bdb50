import type { HeldMetric } from '../store/held-metric.js';

/** All parts that there can be: a percentile has one digit or two. */
export const partNames: readonly string[] = [
  ...['avg', 'median', 'min', 'max', 'sum', 'count'],
  ...Array.from({ length: 100 }, (_, percent) => `${percent}percentile`),
  ...Array.from({ length: 10 }, (_, percent) => `0${percent}percentile`),
];
const knownParts: ReadonlySet<string> = new Set(partNames);

/** The lines worth drawing of a histogram, from the lowest, and the words for them. */
const drawn: readonly (readonly [part: string, label: string])[] = [
  ['avg', 'avg'],
  ['median', 'p50'],
  ['95percentile', 'p95'],
  ['99percentile', 'p99'],
  ['max', 'max'],
];
/** What is drawn where there are none of these but the greatest. */
const otherPercentiles = partNames.filter(
  (part) => part.endsWith('percentile') && drawn.every(([name]) => name !== part),
);
const maxLines = 3;

/** The aggregates of a histogram by their part of the name: each arrives as a metric of its own. */
export type Family = ReadonlyMap<string, HeldMetric>;

/** `http.time.95percentile` → base `http.time`, part `95percentile`; otherwise nothing. */
export function familyPart(name: string): { base: string; part: string } | undefined {
  const dot = name.lastIndexOf('.');
  const part = name.slice(dot + 1);
  if (dot < 1 || !knownParts.has(part)) return undefined;
  return { base: name.slice(0, dot), part };
}

/**
 * Whether metrics that share a base are one histogram: a middle or a percentile, and one part more.
 * A lone `orders.count` stays a metric of its own, and so does a pair of `pool.min`, `pool.max`.
 */
export function isFamily(parts: Family): boolean {
  return parts.size > 1 && [...parts.keys()].some(isMiddle);
}

/** The parts to draw: avg, p95 and max when they are there, else the lowest three. */
export function drawnParts(parts: Family): { label: string; metric: HeldMetric }[] {
  const there = drawn.flatMap(([name, label]) => partOf(parts, name, label));
  const usual = there.filter(({ name }) => name !== 'median' && name !== '99percentile');
  if (usual.length === maxLines) return usual;
  if (there.some(({ name }) => name !== 'max')) return there.slice(0, maxLines);
  const others = otherPercentiles.flatMap((name) =>
    partOf(parts, name, `p${Number.parseInt(name, 10)}`),
  );
  return [...others.slice(0, maxLines - there.length), ...there];
}

function partOf(
  parts: Family,
  name: string,
  label: string,
): { name: string; label: string; metric: HeldMetric }[] {
  const metric = parts.get(name);
  return metric === undefined ? [] : [{ name, label, metric }];
}

function isMiddle(part: string): boolean {
  return part === 'avg' || part === 'median' || part.endsWith('percentile');
}
