import { didYouMean } from '@dogstats/transport/site';
import type { z } from 'zod';

/** Everything that is wrong with some options, one line each; of unknown names with what may be meant. */
export function shapeProblems(
  schema: z.ZodType,
  given: unknown,
  names: readonly string[],
): string[] {
  const parsed = schema.safeParse(given);
  if (parsed.success) return [];
  return parsed.error.issues.flatMap((issue) => {
    const where = issue.path.map(String).join('.');
    if (issue.code === 'invalid_type' && issue.message.endsWith('received undefined')) {
      return [`${where} is missing`];
    }
    if (issue.code !== 'unrecognized_keys') {
      return [where === '' ? issue.message : `${where}: ${issue.message}`];
    }
    return issue.keys.map((key) => {
      const meant = didYouMean(key, names);
      const hint = meant === undefined ? '' : `: did you mean '${meant}'?`;
      return `unknown option '${where === '' ? key : `${where}.${key}`}'${hint}`;
    });
  });
}
