import type { z } from 'zod';
import { ParseError } from './adapter.js';

/** @throws {ParseError} for what is no JSON, or not of the shape, with the place. */
export function parseAnswer<T>(text: string, schema: z.ZodType<T>): T {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new ParseError('the answer is not JSON');
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new ParseError(`${issue?.path.join('.') || 'the answer'}: ${issue?.message}`);
}

/**
 * Numbers as they come, with NaN where there is null.
 *
 * @throws {ParseError} for anything else.
 */
export function numbersOf(values: readonly unknown[], where: string): Float64Array {
  const numbers = new Float64Array(values.length);
  for (let index = 0; index < values.length; index++) {
    const value = values[index];
    if (typeof value === 'number') numbers[index] = value;
    else if (value === null) numbers[index] = Number.NaN;
    else throw new ParseError(`${where}.${index}: expected a number or null, got ${typeof value}`);
  }
  return numbers;
}

/**
 * The part of ascending times that belongs to a window: from its start to before its end. The first
 * window of a range keeps what is before it, which is the interval that its start lies in; the last one
 * what is after it.
 *
 * @throws {ParseError} for times that don't ascend.
 */
export function timesWithin(
  times: Float64Array,
  {
    startMs,
    endMs,
    isFirst,
    isLast,
  }: { startMs: number; endMs: number; isFirst: boolean; isLast: boolean },
): { readonly from: number; readonly to: number } {
  for (let index = 1; index < times.length; index++) {
    if (!((times[index] as number) > (times[index - 1] as number))) {
      throw new ParseError(`times.${index}: times have to ascend`);
    }
  }
  let from = 0;
  let to = times.length;
  if (!isFirst) while (from < to && (times[from] as number) < startMs) from++;
  if (!isLast) while (to > from && (times[to - 1] as number) >= endMs) to--;
  return { from, to };
}
