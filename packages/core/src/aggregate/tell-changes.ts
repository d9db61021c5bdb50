import { normalizeTag } from '../normalize/tag.js';
import { readTags } from '../normalize/tags.js';
import type { Problems } from './problem.js';

/** What was written, and what became of it. */
interface Spelling {
  readonly name: string;
  /** The name with its prefix. */
  readonly written: string;
  readonly normal: string;
  readonly tags: unknown;
}

/** Tells a developer what Datadog would do in silence: the names in its app are not those in the code. */
export function tellChanges(problems: Problems, { name, written, normal, tags }: Spelling): void {
  if (normal !== written) {
    problems.report(
      'name_changed',
      name,
      (metric) =>
        `Metric "${metric}" is sent as "${normal}": names begin with a letter and have letters, digits, _ and ., 200 characters at most.`,
    );
  }
  for (const tag of readTags(tags)) {
    const sent = normalizeTag(tag);
    if (sent === tag) continue;
    problems.report('tag_changed', name, (metric) => {
      const shown = tag.slice(0, 200).toWellFormed();
      const outcome = sent === '' ? 'is not sent: it has no key' : `is sent as "${sent}"`;
      return `Tag "${shown}" of "${metric}" ${outcome}. Tags are lower case, begin with a letter and have letters, digits and _ - : . /, 200 characters at most.`;
    });
    return;
  }
}
