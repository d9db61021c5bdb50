import { z } from 'zod';
import { parseJson } from '../decode/parse-json.js';
import { Refusal } from '../http/refusal.js';
import type { Aggregate } from './combine.js';

/** Charts that one page may look at: a tall screen, and one more above and below it. */
const maxCharts = 120;

/** `follow` is of no page: each metric by itself, all there are. */
const views = [
  'metrics',
  'metric',
  'overview',
  'payloads',
  'cardinality',
  'notices',
  'follow',
] as const;

/** What an open page looks at, and so is told of. */
export interface Watch {
  /** Counts up with each watch of a page; comes back with what was made for it. */
  readonly turn: number;
  readonly view: (typeof views)[number];
  /** The key of the chart whose page is looked at; see `ChartSource`. */
  readonly metric: string;
  /** The text of the filter box. */
  readonly filter: string;
  readonly windowSeconds: 60 | 300 | 3_600;
  /** A line for each value of this tag key; empty for none. */
  readonly by: string;
  readonly aggregate: Aggregate;
  readonly sort: 'newest' | 'name';
  /** The charts in view, by their place in the list. */
  readonly first: number;
  readonly count: number;
}

const watch: z.ZodType<Watch> = z.object({
  turn: z.int().min(0).default(0),
  view: z.enum(views).default('metrics'),
  metric: z.string().max(500).default(''),
  filter: z.string().max(1_000).default(''),
  windowSeconds: z.union([z.literal(60), z.literal(300), z.literal(3_600)]).default(300),
  by: z.string().max(200).default(''),
  aggregate: z.enum(['auto', 'sum', 'mean', 'min', 'max']).default('auto'),
  sort: z.enum(['newest', 'name']).default('newest'),
  first: z.int().min(0).default(0),
  count: z.int().min(0).max(maxCharts).default(24),
});

const connection: z.ZodType<{ id: string }> = z.object({ id: z.string().max(64) });

/** @param text JSON, or nothing for all defaults @throws {Refusal} 400 that says what is wrong */
export function readWatch(text: string | undefined): Watch {
  return checked(watch, text === undefined ? {} : parseJson(Buffer.from(text)));
}

/** The same with the `id` of the connection that it is for. @throws {Refusal} 400 */
export function readChangedWatch(body: Buffer): Watch & { id: string } {
  const value = parseJson(body);
  return { ...checked(watch, value), ...checked(connection, value) };
}

function checked<T>(schema: z.ZodType<T>, value: unknown): T {
  const { success, data, error } = schema.safeParse(value);
  if (success) return data;
  const [{ path, message } = { path: [], message: 'not of the right shape' }] = error.issues;
  throw new Refusal(400, `watch: ${path.join('.')} ${message}`);
}
