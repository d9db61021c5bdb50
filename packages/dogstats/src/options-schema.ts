import { z } from 'zod';
import type { DogStatsOptions } from './options.js';

const functionOf = z
  .custom<never>((value) => typeof value === 'function', 'expected a function')
  .describe('function');

/** An object with methods; an array is none. */
const methods = (...names: readonly string[]) =>
  z
    .custom<never>(
      (value) => names.every((name) => isCallable(value, name)) && !Array.isArray(value),
      `expected an object with ${names.join(', ')}`,
    )
    .describe(`object with ${names.join(', ')}`);

const sink = z.union([
  z.enum(['http', 'dogstatsd', 'primary']),
  z
    .custom<never>(
      (value) =>
        isCallable(value, 'write') &&
        isCallable(value, 'close') &&
        ['replace', 'add'].includes((value as { mode: string }).mode),
      "expected an object with mode 'replace' or 'add', write and close",
    )
    .describe('a sink'),
]);

const aggregates = z.array(z.enum(['min', 'max', 'avg', 'sum', 'count', 'median']));
const percentiles = z.array(z.number().gt(0).lt(1));
const histogramChoice = z.strictObject({
  aggregates: aggregates.optional(),
  percentiles: percentiles.optional(),
});

const histogram = histogramChoice
  .extend({ metrics: z.record(z.string(), histogramChoice).optional() })
  .refine(
    (all) =>
      [all, ...Object.values(all.metrics ?? {})].every(
        (choice) =>
          (choice.aggregates ?? all.aggregates)?.length !== 0 ||
          (choice.percentiles ?? all.percentiles)?.length !== 0,
      ),
    'expected at least one of aggregates and percentiles, for every metric',
  );

const pem = z.union([z.string(), z.instanceof(Buffer).describe('buffer')]);
const tagValue = z.custom<never>(
  (value) => value == null || ['string', 'number', 'boolean'].includes(typeof value),
  'expected a string, number or boolean',
);
const milliseconds = z.int().min(1).max(600_000);

/** Option → what it has to be. */
export const optionSchemas: { readonly [Option in keyof DogStatsOptions]-?: z.ZodType } = {
  apiKey: z.union([z.string(), functionOf]),
  site: z.string(),
  url: z.string(),
  host: z.string(),
  device: z.string(),
  tags: z.union([z.array(z.string()), z.record(z.string(), tagValue).describe('object')]),
  prefix: z.string(),
  flushIntervalSeconds: z.number().min(1).max(3600),
  rollUpIntervalSeconds: z.int().min(1).max(600),
  lateSeconds: z.int().min(0).max(3000),
  autoFlush: z.boolean(),
  disabled: z.boolean(),
  countAs: z.enum(['count', 'rate']),
  seriesApi: z.enum(['v1', 'v2']),
  serverless: z.enum(['as-is', 'distribution', 'instance-tag']),
  histogram,
  maxContexts: z.int().min(1).max(1_000_000),
  sink: z.union([sink, z.array(sink).min(1)]),
  logger: methods('debug', 'info', 'warn', 'error'),
  onError: functionOf,
  retry: z.strictObject({
    attempts: z.int().min(0).max(100).optional(),
    baseDelayMs: milliseconds.optional(),
    maxDelayMs: milliseconds.optional(),
  }),
  queue: z.strictObject({ maxBytes: z.int().min(1_048_576).max(1_073_741_824).optional() }),
  spool: z.strictObject({
    dir: z.string().min(1),
    maxBytes: z.int().min(1_048_576).optional(),
  }),
  distributions: z.strictObject({
    retry: z.enum(['at-least-once', 'at-most-once']).optional(),
  }),
  handleSignals: z.boolean(),
  telemetry: z.boolean(),
  ca: z.union([pem, z.array(pem)]),
  allowInsecureHttp: z.boolean(),
  dispatcher: methods('dispatch'),
  fetch: functionOf,
  clock: methods('now', 'monotonic', 'setTimeout'),
  random: functionOf,
  env: z
    .custom<never>(
      (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
      'expected an object',
    )
    .describe('object'),
};

/**
 * What `start()` takes, as a zod schema: for options that come from a file. `start()` itself does
 * without zod, and a test holds both to the same answers. Whether `site` and `url` exist, and whether
 * the key is one, only `start()` says.
 */
export const optionsSchema: z.ZodType<DogStatsOptions> = z
  .strictObject(optionSchemas)
  .partial() as unknown as z.ZodType<DogStatsOptions>;

function isCallable(value: unknown, method: string): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return typeof (value as Record<string, unknown>)[method] === 'function';
}
