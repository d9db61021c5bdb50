import { z } from 'zod';
import { scalarAggregators } from '../adapters/v2-request.js';
import { shapeProblems } from './check-shape.js';

const callable = z.custom((value) => typeof value === 'function', 'expected a function');
const has = (...methods: string[]) =>
  z.custom(
    (value) => methods.every((name) => typeof (value as never)?.[name] === 'function'),
    `expected an object with ${methods.map((name) => `${name}()`).join(' and ')}`,
  );
const seconds = z.union(
  [z.number().refine(Number.isFinite), z.date()],
  'expected unix seconds or a Date',
);
const count = z.int().min(1);
const milliseconds = z.int().min(1).max(3_600_000);
const aggregator = z.enum(scalarAggregators).optional();
const text = z.string().trim().min(1);

const connectionShape = {
  apiKey: z.string().optional(),
  appKey: z.string().optional(),
  site: z.string().optional(),
  url: z.string().optional(),
  allowInsecureHttp: z.boolean().optional(),
  timeouts: z.strictObject({ connectMs: milliseconds, totalMs: milliseconds }).partial().optional(),
  maxAnswerBytes: count.optional(),
  ca: z.unknown().optional(),
  dispatcher: has('dispatch').optional(),
  fetch: callable.optional(),
  transport: has('send').optional(),
  env: z.custom((value) => typeof value === 'object' && value !== null).optional(),
};

const walkShape = {
  from: seconds,
  to: seconds,
  chunkSeconds: count.optional(),
  maxPointsPerWindow: count.optional(),
  policy: has('begin').optional(),
  maxRetries: z.int().min(0).max(100).optional(),
  prefetch: z.boolean().optional(),
  eager: z.boolean().optional(),
  cursor: z
    .strictObject({
      startMs: z.int(),
      batchNumber: z.int().min(0),
      chunkMs: count,
      successes: z.int().min(0),
    })
    .optional(),
  signal: z.instanceof(AbortSignal).optional(),
  onProgress: callable.optional(),
  onRetry: callable.optional(),
  clock: has('now', 'setTimeout').optional(),
  random: callable.optional(),
};

const queryShape = {
  ...connectionShape,
  ...walkShape,
  api: z.enum(['timeseries', 'scalar', 'v1']).optional(),
  query: text.optional(),
  queries: z
    .array(
      z.strictObject({
        query: text,
        name: text.optional(),
        dataSource: text.optional(),
        aggregator,
      }),
    )
    .min(1)
    .optional(),
  formulas: z.array(z.strictObject({ formula: text, aggregator })).optional(),
  intervalSeconds: z.int().min(1).max(86_400).optional(),
};

const schema = z.strictObject(queryShape);

/** What is wrong with the shape of the options of `query()`. */
export function queryProblems(options: unknown): string[] {
  return shapeProblems(schema, options, Object.keys(queryShape));
}
