import { z } from 'zod';
import { isTenantName } from '../auth/host-tenant.js';
import type { Clock } from '../clock.js';
import { IntakeError } from '../intake-error.js';
import type { GeneratedSeries, Seed, SeedSeries } from './seed.js';

/** What a seed is held against. */
export interface SeedLimits {
  readonly maxSeries: number;
  readonly maxPoints: number;
  readonly retentionSeconds: number;
  readonly clock: Clock;
}

/** A seed that was checked, with its defaults and in absolute times. */
export interface SeedPlan {
  readonly tenant: string;
  readonly series: readonly SeedSeries[];
  readonly generate: readonly GeneratedSeries[];
}

const identity = {
  metric: z.string(),
  type: z.enum(['count', 'rate', 'gauge', 'distribution']).optional(),
  host: z.string().optional(),
  tags: z.array(z.string()).optional(),
  interval: z.int().min(1).max(86_400).optional(),
};

const schema = z.strictObject({
  tenant: z
    .string()
    .refine((name) => name === '' || isTenantName(name))
    .optional(),
  series: z.array(z.strictObject({ ...identity, points: z.array(z.unknown()) })).optional(),
  generate: z
    .array(
      z.strictObject({
        ...identity,
        series: z.int().min(1),
        from: z.int(),
        to: z.int(),
        interval: z.int().min(1).max(86_400),
      }),
    )
    .optional(),
});

/** @throws {IntakeError} `ERR_OPTIONS`, naming the place. */
export function readSeed(seed: Seed, limits: SeedLimits): SeedPlan {
  const parsed = schema.safeParse(seed);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw problem(`${issue?.path.join('.') || 'seed'}: ${issue?.message}`);
  }
  const { tenant = '', series = [], generate = [] } = parsed.data;
  for (const [index, { points, type }] of series.entries()) {
    checkPoints(points, type === 'distribution', `series.${index}.points`);
  }
  const now = Math.floor(limits.clock.now() / 1_000);
  const absolute = (time: number): number => (time <= 0 ? now + time : time);
  const plan: SeedPlan = {
    tenant,
    series: series as SeedSeries[],
    generate: generate.map((each) => ({
      ...each,
      from: absolute(each.from),
      to: absolute(each.to),
    })),
  };
  checkSize(plan, limits);
  return plan;
}

/** By hand: there may be millions. */
function checkPoints(points: readonly unknown[], distribution: boolean, place: string): void {
  const isNumber = (value: unknown): boolean => typeof value === 'number';
  for (const [index, point] of points.entries()) {
    const [timestamp, value] = Array.isArray(point) ? point : [];
    const isValue = distribution ? Array.isArray(value) && value.every(isNumber) : isNumber(value);
    if (Number.isInteger(timestamp) && isValue) continue;
    const wanted = distribution ? '[unix seconds, [value, …]]' : '[unix seconds, value]';
    throw problem(`${place}.${index} must be ${wanted}`);
  }
}

/** What could not be held is refused before any of it is loaded. */
function checkSize({ series, generate }: SeedPlan, limits: SeedLimits): void {
  let contexts = series.length;
  let points = 0;
  for (const each of series) {
    for (const [, value] of each.points) points += typeof value === 'number' ? 1 : value.length;
  }
  for (const { series: count, from, to, interval } of generate) {
    if (from >= to) throw problem('generate: from must be before to');
    contexts += count;
    points += count * Math.ceil((to - from) / interval);
  }
  if (contexts > limits.maxSeries) {
    throw problem(`${contexts} series are more than maxSeries, ${limits.maxSeries}`);
  }
  if (points > limits.maxPoints) {
    throw problem(`${points} points are more than maxPoints, ${limits.maxPoints}`);
  }
}

function problem(text: string): IntakeError {
  return new IntakeError('ERR_OPTIONS', `seed: ${text}`);
}
