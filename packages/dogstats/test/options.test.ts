import { DogStats, type DogStatsOptions } from 'dogstats';
import { optionsSchema } from 'dogstats/schema';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkOptions } from '../src/check-options.js';
import { environmentOptions, withEnvironment } from '../src/environment-options.js';
import { optionSchemas } from '../src/options-schema.js';

const callable = (): void => {};
const method = fc.constantFrom(callable, undefined, 1);
const anything = fc.oneof(
  fc.constantFrom(undefined, null, true, '', 'http', 'v1', 'count', callable, [], {}, Number.NaN),
  fc.constantFrom(new Date(0), new Map(), /x/, Symbol.iterator, 5n, Buffer.from('pem')),
  fc.integer({ min: -1, max: 4000 }),
  fc.double(),
  fc.string({ maxLength: 5 }),
  fc.array(fc.oneof(fc.string(), fc.double(), fc.constant(null)), { maxLength: 3 }),
);
/** A value with something wrong now and then, so that both answers come up. */
const mostly = (value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 5, arbitrary: value }, { weight: 1, arbitrary: anything });
const record = (shape: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<unknown> =>
  mostly(fc.record(shape, { requiredKeys: [] }));
const objectWith = (...names: string[]): fc.Arbitrary<unknown> =>
  fc.record(
    Object.fromEntries(names.map((name) => [name, fc.oneof(fc.constant(callable), method)])),
  );

const choice = {
  aggregates: mostly(fc.array(mostly(fc.constantFrom('min', 'sum', 'median')), { maxLength: 2 })),
  percentiles: mostly(fc.array(mostly(fc.constantFrom(0.5, 0.99)), { maxLength: 2 })),
};
const sink = fc.oneof(
  fc.constantFrom('http', 'dogstatsd'),
  fc.record({
    mode: fc.constantFrom('replace', 'add', 'both'),
    write: fc.constant(callable),
    close: fc.oneof(fc.constant(callable), method),
  }),
);
const whole = fc.constantFrom(-1, 0, 1, 1.5, 100, 101, 600_000, 600_001);
const text = fc.string({ maxLength: 5 });
const values: { readonly [Option in keyof DogStatsOptions]-?: fc.Arbitrary<unknown> } = {
  apiKey: fc.oneof(text, fc.constant(callable)),
  site: text,
  url: text,
  host: text,
  device: text,
  tags: fc.oneof(fc.array(mostly(text)), fc.dictionary(text, mostly(fc.oneof(text, fc.double())))),
  prefix: text,
  flushIntervalSeconds: fc.oneof(fc.constantFrom(0.999, 1, 3600, 3600.001), fc.double()),
  rollUpIntervalSeconds: fc.oneof(fc.constantFrom(0, 1, 600, 601), fc.double()),
  lateSeconds: fc.oneof(fc.constantFrom(-1, 0, 3000, 3001), fc.integer()),
  autoFlush: fc.boolean(),
  disabled: fc.boolean(),
  countAs: fc.constantFrom('count', 'rate', 'sum'),
  seriesApi: fc.constantFrom('v1', 'v2', 'v3'),
  serverless: fc.constantFrom('as-is', 'distribution', 'instance-tag', 'none'),
  histogram: record({ ...choice, metrics: mostly(fc.dictionary(text, record(choice))) }),
  maxContexts: fc.oneof(fc.constantFrom(0, 1, 1_000_000, 1_000_001), fc.integer()),
  sink: fc.oneof(sink, fc.array(mostly(sink), { maxLength: 2 })),
  logger: objectWith('debug', 'info', 'warn', 'error'),
  onError: fc.constant(callable),
  retry: record({ attempts: whole, baseDelayMs: whole, maxDelayMs: whole, atempts: whole }),
  queue: record({ maxBytes: fc.constantFrom(1_048_576, 1_048_575, 1_073_741_824, 1.5e9) }),
  spool: record({ dir: text, maxBytes: fc.constantFrom(1_048_576, 1_048_575, 1.5e6, 2 ** 53) }),
  distributions: record({ retry: fc.constantFrom('at-least-once', 'at-most-once', 'never') }),
  handleSignals: fc.boolean(),
  telemetry: fc.boolean(),
  ca: fc.oneof(text, fc.array(mostly(fc.constantFrom('pem', Buffer.from('pem'))))),
  allowInsecureHttp: fc.boolean(),
  dispatcher: objectWith('dispatch'),
  fetch: fc.constant(callable),
  clock: objectWith('now', 'monotonic', 'setTimeout'),
  random: fc.constant(callable),
  env: fc.oneof(fc.constant({}), fc.constant({ A: 'b' })),
};

describe('the check that start() makes without zod', () => {
  test.each(Object.entries(values))('accepts and refuses as the zod schema: %s', (name, value) => {
    fc.assert(
      fc.property(fc.oneof(value, anything), (given) => {
        const options = { [name]: given };
        expect(checkOptions(options).length === 0).toBe(optionsSchema.safeParse(options).success);
      }),
      { numRuns: 200 },
    );
  });

  test('and so it does for all of them at once, unknown ones included', () => {
    const options = fc.record({ ...values, tagz: anything }, { requiredKeys: [] });
    fc.assert(
      fc.property(fc.oneof({ weight: 9, arbitrary: options }, anything), (given) => {
        expect(checkOptions(given).length === 0).toBe(optionsSchema.safeParse(given).success);
      }),
      { numRuns: 200 },
    );
  });

  test('knows the same options', () => {
    const unknown = Object.keys(optionSchemas).filter((name) =>
      checkOptions({ [name]: undefined }).some((problem) => problem.includes('not an option')),
    );

    expect(unknown).toEqual([]);
  });
});

describe('DOGSTATS_ variables', () => {
  const read = (env: Record<string, string>, given: DogStatsOptions = {}) => {
    const problems: string[] = [];
    return { options: withEnvironment(given, env, problems), problems };
  };

  test('stand for options of every kind', () => {
    const { options, problems } = read({
      DOGSTATS_PREFIX: 'shop',
      DOGSTATS_FLUSH_INTERVAL_SECONDS: '2.5',
      DOGSTATS_AUTO_FLUSH: 'off',
      DOGSTATS_TELEMETRY: 'TRUE',
      DOGSTATS_COUNT_AS: ' rate ',
      DOGSTATS_HISTOGRAM_AGGREGATES: 'min, max',
      DOGSTATS_HISTOGRAM_PERCENTILES: '0.5,0.99',
      DOGSTATS_RETRY_BASE_DELAY_MS: '100',
      DOGSTATS_ALLOW_HTTP: '1',
      DOGSTATS_DISABLED: '',
    });

    expect(problems).toEqual([]);
    expect(options).toEqual({
      prefix: 'shop',
      flushIntervalSeconds: 2.5,
      autoFlush: false,
      telemetry: true,
      countAs: 'rate',
      histogram: { aggregates: ['min', 'max'], percentiles: [0.5, 0.99] },
      retry: { baseDelayMs: 100 },
      allowInsecureHttp: true,
    });
  });

  test('give way to options, field by field', () => {
    const env = {
      DOGSTATS_PREFIX: 'env',
      DOGSTATS_RETRY_ATTEMPTS: '1',
      DOGSTATS_RETRY_MAX_DELAY_MS: '10',
    };

    expect(read(env, { prefix: '', retry: { attempts: 7 } }).options).toEqual({
      prefix: '',
      retry: { attempts: 7, maxDelayMs: 10 },
    });
    expect(read(env, { prefix: undefined }).options.prefix).toBe('env');
  });

  test('that make no sense are named in the error of start(), unless an option overrides them', () => {
    const env = {
      DOGSTATS_FLUSH_INTERVAL_SECONDS: 'often',
      DOGSTATS_DISABLED: 'perhaps',
      DOGSTATS_HISTOGRAM_PERCENTILES: '95',
      DOGSTATS_MAX_CONTEXTS: '0',
    };
    const start = (): void => new DogStats().start({ env, apiKey: 'k', maxContexts: 5 });

    expect(start).toThrow(
      [
        "dogStats.start() can't use its options:",
        "  - DOGSTATS_FLUSH_INTERVAL_SECONDS has to be a number of seconds from 1 to 3600, not 'often'",
        "  - DOGSTATS_DISABLED has to be true or false, not 'perhaps'",
        '  - DOGSTATS_HISTOGRAM_PERCENTILES has to be a list of fractions between 0 and 1, such as 0.95, not that list',
      ].join('\n'),
    );
  });

  test('exist for every option that is plain data, but those that Datadog has variables for', () => {
    const named = new Set(environmentOptions.map(({ path }) => path[0]));
    const others = Object.keys(optionSchemas).filter(
      (name) => !named.has(name as keyof DogStatsOptions),
    );

    expect(others.sort()).toEqual(
      [
        ...['apiKey', 'site', 'url', 'host', 'tags'],
        ...['sink', 'logger', 'onError', 'ca', 'dispatcher', 'fetch', 'clock', 'random', 'env'],
      ].sort(),
    );
  });
});
