import type { MetricType, Tags } from '@dogstats/core';
import { explainMiss } from './explain-miss.js';
import type { RecordedMetric } from './recorded-metric.js';
import { RecordedMetrics } from './recorded-metrics.js';

/** The matchers, as they are called. `tags`: of metrics that have all of these, and maybe more. */
export interface MetricMatchers<Result = void> {
  /** Anything of that name. */
  toHaveRecorded(name: string, tags?: Tags): Result;
  /** Counts that add up to this. */
  toHaveCount(name: string, total: number, tags?: Tags): Result;
  /** One gauge, whose last value is this. */
  toHaveGauge(name: string, value: number, tags?: Tags): Result;
  /** One rate, whose last value is this. */
  toHaveRate(name: string, value: number, tags?: Tags): Result;
  /** One histogram with these values, in order. */
  toHaveHistogram(name: string, values: readonly number[], tags?: Tags): Result;
  /** One distribution with these values, in order. */
  toHaveDistribution(name: string, values: readonly number[], tags?: Tags): Result;
  /** One set with these members, in any order. */
  toHaveSet(name: string, members: readonly (string | number)[], tags?: Tags): Result;
}

/** What a matcher of vitest or jest gives. */
export interface MatcherOutcome {
  readonly pass: boolean;
  message(): string;
}

type Matcher<Given extends unknown[]> = (received: unknown, ...given: Given) => MatcherOutcome;

/** For `expect.extend()` of vitest and jest; `dogstats/testing/vitest` does it, with types. */
export const metricMatchers: {
  [Name in keyof MetricMatchers]: Matcher<Parameters<MetricMatchers[Name]>>;
} = {
  toHaveRecorded: (received, name, tags) =>
    judge(received, { name, tags, what: 'to be recorded' }, (found) => found.length > 0),
  toHaveCount: (received, name, total, tags) =>
    judge(
      received,
      { name, tags, type: 'count', what: `to add up to ${total}` },
      (found) => found.reduce((sum, { value }) => sum + value, 0) === total,
    ),
  toHaveGauge: (received, name, value, tags) =>
    judge(
      received,
      { name, tags, type: 'gauge', what: `to be ${value}` },
      one((gauge) => matches(gauge.value, value)),
    ),
  toHaveRate: (received, name, value, tags) =>
    judge(
      received,
      { name, tags, type: 'rate', what: `to be ${value}` },
      one((rate) => matches(rate.value, value)),
    ),
  toHaveHistogram: (received, name, values, tags) =>
    judge(
      received,
      { name, tags, type: 'histogram', what: `to hold ${list(values)}` },
      one((metric) => sameList(metric.values, values)),
    ),
  toHaveDistribution: (received, name, values, tags) =>
    judge(
      received,
      { name, tags, type: 'distribution', what: `to hold ${list(values)}` },
      one((metric) => sameList(metric.values, values)),
    ),
  toHaveSet: (received, name, members, tags) =>
    judge(
      received,
      { name, tags, type: 'set', what: `to hold ${list(members)}` },
      one((metric) => sameList([...metric.values].sort(), members.map(String).sort())),
    ),
};

/** What a matcher looks for. */
export interface Expectation {
  readonly name: string;
  readonly tags: Tags | undefined;
  readonly type?: MetricType;
  /** Goes after the name in a message. */
  readonly what: string;
}

function judge(
  received: unknown,
  expectation: Expectation,
  holds: (found: readonly RecordedMetric[]) => boolean,
): MatcherOutcome {
  if (!(received instanceof RecordedMetrics))
    throw new TypeError('expect() needs what recordMetrics() gives');
  const { name, tags, type } = expectation;
  const all = received.find(name, tags);
  const found = all.filter((metric) => type === undefined || metric.type === type);
  const pass = holds(found);
  // Made at once: what is recorded later must not get in.
  const message = explainMiss(received, expectation, found, pass);
  return { pass, message: () => message };
}

/** Two metrics with the tags in common have no one value. */
function one(
  holds: (metric: RecordedMetric) => boolean,
): (found: readonly RecordedMetric[]) => boolean {
  return ([first, ...others]) => first !== undefined && others.length === 0 && holds(first);
}

function sameList(first: readonly unknown[], second: readonly unknown[]): boolean {
  return (
    first.length === second.length && first.every((value, index) => matches(value, second[index]))
  );
}

/** @param wanted a value, or a pattern such as `expect.closeTo(0.3)` of vitest and jest. */
function matches(value: unknown, wanted: unknown): boolean {
  const pattern = wanted as { asymmetricMatch?(value: unknown): boolean } | null | undefined;
  return typeof pattern?.asymmetricMatch === 'function'
    ? pattern.asymmetricMatch(value)
    : Object.is(value, wanted);
}

function list(values: readonly unknown[]): string {
  return `[${values.join(', ')}]`;
}
