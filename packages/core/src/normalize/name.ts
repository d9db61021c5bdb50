/** Longest metric name that Datadog keeps, in characters. */
export const maxNameLength = 200;

const plain = /^[A-Za-z](?:[A-Za-z0-9]|[._](?=[A-Za-z0-9]))*$/;

/**
 * A metric name as Datadog stores it: begins with an ASCII letter; letters, digits, `_` and `.`
 * remain, every other run becomes one `_`, which a following dot swallows and the end drops.
 *
 * @returns `''` when no letter is in it.
 * @see docs/datadog.md#names
 */
export function normalizeName(name: string, maxLength: number = maxNameLength): string {
  if (name.length <= maxLength && plain.test(name)) return name;
  const first = name.search(/[A-Za-z]/);
  if (first < 0) return '';
  let normal = '';
  // Reading stops where the result is full: a megabyte of letters costs no more than the first 200.
  for (let index = first; index < name.length && normal.length <= maxLength; index++) {
    const character = name[index] as string;
    const last = normal.at(-1);
    if (/[A-Za-z0-9]/.test(character)) normal += character;
    else if (character === '.') normal = last === '_' ? `${normal.slice(0, -1)}.` : `${normal}.`;
    else if (last !== '_' && last !== '.') normal += '_';
  }
  normal = normal.slice(0, maxLength);
  return normal.endsWith('_') ? normal.slice(0, -1) : normal;
}
