import { didYouMean } from '@dogstats/transport/site';

/** A sentence for each name that is none of those known. */
export function unknownOptions(given: object, known: readonly string[]): string[] {
  return Object.keys(given)
    .filter((name) => !known.includes(name))
    .map((name) => {
      const suggestion = didYouMean(name, known);
      const remedy =
        suggestion === undefined ? `use ${known.join(', ')}` : `did you mean ${suggestion}?`;
      return `${name.slice(0, 60)} is not an option: ${remedy}`;
    });
}
