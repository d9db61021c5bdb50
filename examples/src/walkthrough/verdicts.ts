import type { StoredSeries } from '@dogstats/intake';
import type { Walked } from './walk.js';

/** One thing that has to be so. */
export interface Verdict {
  readonly what: string;
  readonly expected: string;
  readonly found: string;
  readonly holds: boolean;
}

/** Four of those that one draw has: 0.6 each. */
const standardErrors = 4 * 0.6;

/** What a walk of so many seconds has to leave in the intake. `seconds` is a multiple of ten. */
export function verdicts(
  { turns, sum, start }: Walked,
  seconds: number,
  series: readonly StoredSeries[],
): Verdict[] {
  const values = (metric: string): number[] => valuesOf(series, metric, start, seconds);
  const rates = values('blog.app.testcounter');
  const averages = values('blog.app.testhist.avg');
  const counts = values('blog.app.testhist.count');
  const sdk = values('sdk.app.testcounter');
  const mean = averages.reduce((total, value, at) => total + value * (counts[at] ?? 0) * 10, 0);
  return [
    equal('StatsD: increments, added up', 2 * turns, total(rates) * 10),
    all('StatsD: increments per second', 10, 0.4, rates),
    all('StatsD: samples per second, half of them', 0, 1e-9, halves(rates, counts)),
    all('StatsD: average of each bucket', 2.2, 0.35, averages),
    all('StatsD: average of all', 2.2, standardErrors / Math.sqrt(turns), [mean / turns]),
    equal('StatsD: values, added up', sum, round(mean)),
    all('StatsD: largest of each bucket', 3, 0, values('blog.app.testhist.max')),
    equal('SDK, over an outage: increments, added up', 2 * turns, total(sdk)),
    equal('SDK, over an outage: samples', turns, total(values('sdk.app.testhist.count'))),
  ];
}

/** By second, from the first bucket on; what was not sent is not there. */
function valuesOf(
  series: readonly StoredSeries[],
  metric: string,
  start: number,
  seconds: number,
): number[] {
  return series
    .filter((each) => each.metric === metric)
    .flatMap(({ points }) => points)
    .filter(({ timestamp }) => timestamp >= start - 10 && timestamp < start + seconds)
    .map(({ value }) => value);
}

function halves(rates: readonly number[], counts: readonly number[]): number[] {
  return rates.map((rate, at) => rate / 2 - (counts[at] ?? Number.NaN));
}

function equal(what: string, expected: number, value: number): Verdict {
  const found = round(value);
  return { what, expected: String(expected), found: String(found), holds: found === expected };
}

function all(
  what: string,
  expected: number,
  tolerance: number,
  values: readonly number[],
): Verdict {
  const holds =
    values.length > 0 && values.every((value) => Math.abs(value - expected) <= tolerance);
  const shown = tolerance < 0.01 ? `${expected}` : `${expected} ± ${short(tolerance)}`;
  return { what, expected: shown, found: values.map(short).join(' '), holds };
}

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** What floating point leaves of a whole number. */
const round = (value: number): number => Math.round(value * 1e6) / 1e6;

const short = (value: number): string => String(Math.round(value * 100) / 100);

/** The verdicts as text, with one over all of them as the last line. */
export function formatVerdicts(all: readonly Verdict[]): string {
  const width = (key: 'what' | 'expected'): number =>
    Math.max(...all.map((each) => each[key].length));
  const [what, expected] = [width('what'), width('expected')];
  const lines = all.map((each) => {
    const mark = each.holds ? '✔' : '✘';
    return `  ${mark} ${each.what.padEnd(what)}  ${each.expected.padStart(expected)}  ${each.found}`;
  });
  const failed = all.filter(({ holds }) => !holds).length;
  const verdict = failed === 0 ? 'All of it holds.' : `${failed} of ${all.length} do not hold.`;
  return [...lines, '', `  ${verdict}`].join('\n');
}
