import type { Clock, EncodingOptions, HistogramOptions } from '@dogstats/core';
import type { Dispatcher } from 'undici';
import { z } from 'zod';
import type { ApiKey } from './api-key-source.js';
import type {
  DistributionOptions,
  Loose,
  QueueOptions,
  TimeoutOptions,
} from './delivery-options.js';
import type { RetryOptions } from './retry-timing.js';
import type { EndpointOptions } from './site.js';
import type { SpoolOptions } from './spool/spool.js';

/** What `new HttpSink()` takes. */
export interface HttpSinkOptions extends EndpointOptions {
  /** The key, or where to get it; a function is asked again whenever a key was refused. */
  readonly apiKey: ApiKey;
  /** @default 'v2' */
  readonly seriesApi?: EncodingOptions['seriesApi'] | undefined;
  /** @default 'count' */
  readonly countAs?: EncodingOptions['countAs'] | undefined;
  /** Which series a histogram becomes. */
  readonly histogram?: Loose<HistogramOptions> | undefined;
  /** Differing choices, by metric name as it is sent. */
  readonly histogramByMetric?: Readonly<Record<string, HistogramOptions>> | undefined;
  /** @default { attempts: 5, baseDelayMs: 250, maxDelayMs: 30_000 } */
  readonly retry?: Loose<RetryOptions> | undefined;
  /** @default { maxBytes: 15_728_640 } */
  readonly queue?: Loose<QueueOptions> | undefined;
  /**
   * Keeps undelivered payloads on disk, where they survive the process.
   * @default off; maxBytes: 67_108_864
   */
  readonly spool?: (Pick<SpoolOptions, 'dir'> & Loose<Omit<SpoolOptions, 'dir'>>) | undefined;
  /** @default { connectMs: 3_000, headersMs: 5_000, totalMs: 10_000 } */
  readonly timeouts?: Loose<TimeoutOptions> | undefined;
  /**
   * Requests at the same time.
   * @default 4
   */
  readonly concurrency?: number | undefined;
  /** @default { retry: 'at-least-once' } */
  readonly distributions?: Loose<DistributionOptions> | undefined;
  /**
   * Whether later cuts of a bucket are sent once more, 10 s later, after an attempt of unknown
   * outcome. Not for one of several senders of the same series: it could overwrite what another has
   * sent meanwhile.
   * @default true
   */
  readonly resends?: boolean | undefined;
  /** Certificates to trust instead of the built-in ones, in PEM. */
  readonly ca?: string | Buffer | readonly (string | Buffer)[] | undefined;
  /** Sends with this instead of an own agent. It is never closed by the sink. */
  readonly dispatcher?: Dispatcher | undefined;
  /** Sends with this instead of undici. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** Where proxy variables are looked up: `process.env`, or nowhere by default. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  readonly clock?: Clock | undefined;
  /** From 0 inclusive to 1 exclusive; spreads retries. */
  readonly random?: (() => number) | undefined;
  /** @default `dogstats-js/<version>` */
  readonly userAgent?: string | undefined;
}

const callable = z.custom<(...given: never[]) => never>(
  (value) => typeof value === 'function',
  'expected a function',
);
const pem = z.union([z.string().min(1), z.instanceof(Uint8Array)]);
const milliseconds = z.int().min(1).max(600_000);
const histogram = z
  .strictObject({
    aggregates: z.array(z.enum(['min', 'max', 'avg', 'sum', 'count', 'median'])),
    percentiles: z.array(z.number().gt(0).lt(1)),
  })
  .partial();
const completeHistogram = histogram
  .required()
  .refine(sendsSomething, 'expected at least one aggregate or percentile');

/** The options of a sink, and of the objects among them. */
const shape = {
  apiKey: z.union([z.string(), callable], 'expected a string or a function'),
  site: z.string().optional(),
  url: z.string().optional(),
  allowInsecureHttp: z.boolean().optional(),
  seriesApi: z.enum(['v1', 'v2']).optional(),
  countAs: z.enum(['count', 'rate']).optional(),
  histogram: histogram.optional(),
  histogramByMetric: z.record(z.string(), completeHistogram).optional(),
  retry: z
    .strictObject({
      attempts: z.int().min(0).max(100),
      baseDelayMs: milliseconds,
      maxDelayMs: milliseconds,
    })
    .partial()
    .optional(),
  queue: z
    .strictObject({ maxBytes: z.int().min(1) })
    .partial()
    .optional(),
  spool: z
    .strictObject({
      dir: z.string().min(1),
      maxBytes: z.int().min(1_048_576).optional(),
    })
    .optional(),
  timeouts: z
    .strictObject({ connectMs: milliseconds, headersMs: milliseconds, totalMs: milliseconds })
    .partial()
    .optional(),
  concurrency: z.int().min(1).max(64).optional(),
  distributions: z
    .strictObject({ retry: z.enum(['at-least-once', 'at-most-once']) })
    .partial()
    .optional(),
  resends: z.boolean().optional(),
  ca: z.union([pem, z.array(pem)], 'expected certificates in PEM').optional(),
  dispatcher: z
    .custom((value) => has(value, 'dispatch'), 'expected an undici Dispatcher')
    .optional(),
  fetch: callable.optional(),
  env: z.custom(isEnvironment, 'expected an object of strings').optional(),
  clock: z
    .custom((value) => has(value, 'now') && has(value, 'monotonic'), 'expected a Clock')
    .optional(),
  random: callable.optional(),
  userAgent: z
    .string()
    .regex(/^[\x20-\x7e]+$/, 'expected printable ASCII')
    .optional(),
};

/** Accepts exactly what `new HttpSink()` does, the meaning of `site` and `url` excepted. */
export const httpSinkOptionsSchema: z.ZodType<HttpSinkOptions> = z.strictObject(
  shape,
) as unknown as z.ZodType<HttpSinkOptions>;

/** Names that options may have; `path` leads to an object among them. */
export function optionNames(path: readonly PropertyKey[]): string[] {
  const [first] = path;
  if (first === undefined) return Object.keys(shape);
  if (first === 'histogram' || first === 'histogramByMetric') return Object.keys(histogram.shape);
  const field = shape[first as keyof typeof shape] as { def?: { innerType?: unknown } };
  const inner = field?.def?.innerType as { shape?: object } | undefined;
  return Object.keys(inner?.shape ?? {});
}

function sendsSomething(options: { aggregates: unknown[]; percentiles: unknown[] }): boolean {
  return options.aggregates.length + options.percentiles.length > 0;
}

/** `process.env` itself is no plain object. */
function isEnvironment(value: unknown): boolean {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return (
    isObject && Object.values(value).every((text) => text === undefined || typeof text === 'string')
  );
}

function has(value: unknown, method: string): boolean {
  return typeof (value as Record<string, unknown> | undefined)?.[method] === 'function';
}
