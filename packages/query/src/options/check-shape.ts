import { didYouMean, explainIssue } from '@dogstats/transport/site';
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
    if (issue.code === 'invalid_type' && issue.message.endsWith('received undefined')) {
      return [`${issue.path.map(String).join('.')} is missing`];
    }
    return explainIssue(issue, (name) => didYouMean(name, names));
  });
}
