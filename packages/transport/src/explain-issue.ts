/** What a schema finds wrong with some options: an issue of zod, as far as it is told. */
export interface OptionIssue {
  readonly code?: string | undefined;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  /** The names it does not know. */
  readonly keys?: readonly string[];
}

/**
 * One line for each thing that is wrong.
 *
 * @param meantBy which option an unknown name may stand for.
 */
export function explainIssue(
  { code, path, message, keys = [] }: OptionIssue,
  meantBy: (name: string) => string | undefined,
): string[] {
  const where = path.map(String).join('.');
  if (code !== 'unrecognized_keys') return [where === '' ? message : `${where}: ${message}`];
  return keys.map((name) => {
    const meant = meantBy(name);
    const hint = meant === undefined ? '' : `: did you mean '${meant}'?`;
    return `unknown option '${where === '' ? name : `${where}.${name}`}'${hint}`;
  });
}
