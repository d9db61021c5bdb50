import type { Series } from './metrics.js';

/** Within what the routes of version 1 take, whatever it compresses to. */
const maxBytes = 3_000_000;
const maxPoints = 10_000;

export interface Payload {
  readonly path: '/api/v1/series' | '/api/v1/distribution_points';
  readonly series: readonly Series[];
}

/** Series as requests that the intake takes: distributions apart, none too large. */
export function payloadsOf(series: readonly Series[]): Payload[] {
  const distributions = series.filter(({ type }) => type === 'distribution');
  const others = series.filter(({ type }) => type !== 'distribution');
  return [
    ...chunk(others).map((part) => ({ path: '/api/v1/series' as const, series: part })),
    ...chunk(distributions).map((part) => ({
      path: '/api/v1/distribution_points' as const,
      series: part,
    })),
  ];
}

function chunk(series: readonly Series[]): Series[][] {
  const chunks: Series[][] = [];
  let current: Series[] = [];
  let bytes = 0;
  let points = 0;
  for (const one of series) {
    const size = sizeOf(one);
    const isFull = bytes + size > maxBytes || points + one.points.length > maxPoints;
    if (current.length > 0 && isFull) {
      chunks.push(current);
      current = [];
      bytes = points = 0;
    }
    current.push(one);
    bytes += size;
    points += one.points.length;
  }
  if (current.length > 0) chunks.push(current);
  return chunks;
}

/** At least its bytes of JSON; nearer is not worth writing it twice. */
function sizeOf({ metric, host, tags, points }: Series): number {
  const texts = [metric, host ?? '', ...(tags ?? [])].reduce((sum, text) => sum + text.length, 0);
  const numbers = points.reduce(
    (sum, [, value]) => sum + (Array.isArray(value) ? value.length : 1),
    0,
  );
  return texts * 6 + numbers * 26 + 120;
}
