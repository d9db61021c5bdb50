import type { Sink } from '@dogstats/core';
import { didYouMean, looksLikeKey } from '@dogstats/transport/site';
import type { DogStatsOptions } from './options.js';

/** Says what is wrong with a value, to follow the name of the option; `undefined` when nothing is. */
type Check = (value: unknown) => string | undefined;

const aggregates = ['min', 'max', 'avg', 'sum', 'count', 'median'];

const text: Check = (value) => must(typeof value === 'string', 'be a string', value);
const flag: Check = (value) => must(typeof value === 'boolean', 'be true or false', value);
const callable: Check = (value) => must(typeof value === 'function', 'be a function', value);
const object: Check = (value) => must(isObject(value), 'be an object', value);

const wholeNumber =
  (from: number, to: number): Check =>
  (value) => {
    const fits = Number.isInteger(value) && (value as number) >= from && (value as number) <= to;
    return must(fits, `be a whole number from ${from} to ${to}`, value);
  };

const oneOf =
  (...choices: readonly string[]): Check =>
  (value) =>
    must(
      typeof value === 'string' && choices.includes(value),
      `be ${choices.map((choice) => `'${choice}'`).join(' or ')}`,
      value,
    );

const withMethods =
  (...methods: readonly string[]): Check =>
  (value) => {
    const fits = isObject(value) && methods.every((method) => typeof value[method] === 'function');
    return must(fits, `be an object with ${methods.join(', ')}`, value);
  };

const fields =
  (checks: Readonly<Record<string, Check>>): Check =>
  (value) => {
    if (!isObject(value)) return object(value);
    return problemsOf(value, checks).join('; ') || undefined;
  };

const listOf =
  (check: Check, what: string): Check =>
  (value) =>
    must(
      Array.isArray(value) && value.every((item) => check(item) === undefined),
      `be a list of ${what}`,
      value,
    );

const fraction: Check = (value) =>
  must(typeof value === 'number' && value > 0 && value < 1, 'lie between 0 and 1', value);

const histogramChoice: Readonly<Record<string, Check>> = {
  aggregates: listOf(oneOf(...aggregates), aggregates.join(', ')),
  percentiles: listOf(fraction, 'fractions between 0 and 1, such as 0.95'),
};

const histogramFields = fields({
  ...histogramChoice,
  metrics: (value) => {
    if (!isPlain(value)) return must(false, 'be a plain object', value);
    const problems = Object.entries(value).flatMap(([metric, choice]) => {
      const problem = fields(histogramChoice)(choice);
      return problem === undefined ? [] : [`'${metric.slice(0, 60)}': ${problem}`];
    });
    return problems.join('; ') || undefined;
  },
});

/** The fields, and that no metric is left without any series. */
const histogram: Check = (value) => {
  const problem = histogramFields(value);
  if (problem !== undefined || !isObject(value)) return problem;
  const choices = [value, ...Object.values(value['metrics'] ?? {})];
  const sendsNothing = choices.some((choice: Record<string, unknown>) => {
    const lists = [
      choice['aggregates'] ?? value['aggregates'] ?? aggregates,
      choice['percentiles'] ?? value['percentiles'] ?? [0.95],
    ] as unknown[][];
    return lists.every((list) => list.length === 0);
  });
  return must(!sendsNothing, 'have at least one of aggregates and percentiles, for every metric');
};

const sink: Check = (value) => {
  const isSink = withMethods('write', 'close');
  const isOne = (item: unknown) =>
    ['http', 'dogstatsd', 'primary'].includes(item as string) ||
    (isSink(item) === undefined && ['replace', 'add'].includes((item as Sink).mode));
  const fits = Array.isArray(value) ? value.length > 0 && value.every(isOne) : isOne(value);
  return must(
    fits,
    `be 'http', 'dogstatsd' or 'primary', an object with mode 'replace' or 'add', write and close, or a list of these`,
    value,
  );
};

const tags: Check = (value) => {
  const isTag = (item: unknown) => ['string', 'number', 'boolean'].includes(typeof item);
  const fits = Array.isArray(value)
    ? value.every((item) => typeof item === 'string')
    : isPlain(value) && Object.values(value).every((item) => item == null || isTag(item));
  return must(fits, 'be a list of strings, or an object of strings, numbers and booleans', value);
};

const spoolFields = fields({
  dir: (value) => must(typeof value === 'string' && value !== '', 'be the path of a folder', value),
  maxBytes: wholeNumber(1_048_576, Number.MAX_SAFE_INTEGER),
});

/** Option → what it has to be. `site`, `url` and `apiKey` are looked at more closely elsewhere. */
const checks: { readonly [Option in keyof DogStatsOptions]-?: Check } = {
  apiKey: (value) =>
    must(typeof value === 'string' || typeof value === 'function', 'be a string or a function'),
  site: text,
  url: text,
  host: text,
  device: text,
  tags,
  prefix: text,
  flushIntervalSeconds: (value) =>
    must(
      typeof value === 'number' && value >= 1 && value <= 3600,
      'be a number of seconds from 1 to 3600',
      value,
    ),
  rollUpIntervalSeconds: wholeNumber(1, 600),
  lateSeconds: wholeNumber(0, 3000),
  autoFlush: flag,
  disabled: flag,
  countAs: oneOf('count', 'rate'),
  seriesApi: oneOf('v1', 'v2'),
  serverless: oneOf('as-is', 'distribution', 'instance-tag'),
  histogram,
  maxContexts: wholeNumber(1, 1_000_000),
  sink,
  logger: withMethods('debug', 'info', 'warn', 'error'),
  onError: callable,
  retry: fields({
    attempts: wholeNumber(0, 100),
    baseDelayMs: wholeNumber(1, 600_000),
    maxDelayMs: wholeNumber(1, 600_000),
  }),
  queue: fields({ maxBytes: wholeNumber(1_048_576, 1_073_741_824) }),
  spool: (value) =>
    isObject(value) && value['dir'] === undefined ? 'needs dir, a folder' : spoolFields(value),
  distributions: fields({ retry: oneOf('at-least-once', 'at-most-once') }),
  handleSignals: flag,
  telemetry: flag,
  ca: (value) => {
    const isPem = (item: unknown) => typeof item === 'string' || Buffer.isBuffer(item);
    const fits = isPem(value) || (Array.isArray(value) && value.every(isPem));
    return must(fits, 'be PEM text, a buffer, or a list of these', value);
  },
  allowInsecureHttp: flag,
  dispatcher: withMethods('dispatch'),
  fetch: callable,
  clock: withMethods('now', 'monotonic', 'setTimeout'),
  random: callable,
  env: object,
};

/** What other libraries call an option of ours. */
const otherNames: { readonly [name: string]: keyof DogStatsOptions } = {
  api_key: 'apiKey',
  api_host: 'url',
  apiHost: 'url',
  namespace: 'prefix',
  constant_tags: 'tags',
  constantTags: 'tags',
  defaultTags: 'tags',
  globalTags: 'tags',
  flush_interval: 'flushIntervalSeconds',
  flushInterval: 'flushIntervalSeconds',
  roll_up_interval: 'rollUpIntervalSeconds',
  flush_in_thread: 'autoFlush',
  flush_in_greenlet: 'autoFlush',
  includeDatadogTelemetry: 'telemetry',
  reporter: 'sink',
};

/** Everything that is wrong with the options, a sentence each; empty when nothing is. */
export function checkOptions(options: unknown): string[] {
  if (!isObject(options)) return ['the options have to be an object'];
  return problemsOf(options, checks);
}

function problemsOf(
  values: Readonly<Record<string, unknown>>,
  known: Readonly<Record<string, Check>>,
): string[] {
  const problems: string[] = [];
  for (const [name, value] of Object.entries(values)) {
    if (!Object.hasOwn(known, name)) problems.push(unknownOption(name, Object.keys(known)));
    else if (value !== undefined) {
      const problem = known[name]?.(value);
      if (problem !== undefined) problems.push(`${name} ${problem}`);
    }
  }
  return problems;
}

function unknownOption(name: string, known: readonly string[]): string {
  const suggestion =
    (known.includes('apiKey') ? otherNames[name] : undefined) ?? didYouMean(name, known);
  const remedy = suggestion === undefined ? '' : `: did you mean ${suggestion}?`;
  return `${looksLikeKey(name) ? 'what looks like a key' : name.slice(0, 60)} is not an option${remedy}`;
}

function must(holds: boolean, be: string, value?: unknown): string | undefined {
  return holds ? undefined : `has to ${be}${value === undefined ? '' : `, not ${describe(value)}`}`;
}

function describe(value: unknown): string {
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'number' || typeof value === 'boolean' || value === null)
    return String(value);
  return Array.isArray(value) ? 'that list' : `that ${typeof value}`;
}

/** The beginning of a text, unless it may be a key that ended up here. */
function quote(text: string): string {
  return looksLikeKey(text) ? 'what looks like a key' : `'${text.slice(0, 40)}'`;
}

/** An object literal, unlike a Map or a Date. */
function isPlain(value: unknown): value is Record<string, unknown> {
  if (!isObject(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
