/*
 * What comes from outside is read character by character: a regular expression may take time that
 * grows with the square of a text, or worse, and whoever sends the text chooses it.
 */

/** An ASCII digit; not ''. */
export function isDigit(character: string): boolean {
  return character >= '0' && character <= '9' && character.length === 1;
}

/** An ASCII letter, in either case; not ''. */
export function isLetter(character: string): boolean {
  const isLower = character >= 'a' && character <= 'z';
  return (isLower || (character >= 'A' && character <= 'Z')) && character.length === 1;
}

/** An ASCII letter, a digit or `_`; not ''. */
export function isWordCharacter(character: string): boolean {
  return isLetter(character) || isDigit(character) || character === '_';
}

/** What `trim` takes away: blanks and ends of lines, of all of Unicode; not ''. */
export function isWhiteSpace(character: string): boolean {
  if (character === ' ') return true;
  // Most of what is read is this, and needs no other look.
  if (character > ' ' && character < '\x7f') return false;
  return character !== '' && character.trim() === '';
}

/** Whether every character belongs; true of ''. */
export function consistsOf(text: string, belongs: (character: string) => boolean): boolean {
  for (let at = 0; at < text.length; at++) if (!belongs(text[at] as string)) return false;
  return true;
}

/** Where the white space that starts at `start` has ended. */
export function skipWhiteSpace(text: string, start: number): number {
  let at = start;
  while (isWhiteSpace(text[at] ?? '')) at++;
  return at;
}

/** The first so many words: what stands between white space. */
export function wordsOf(text: string, most: number): string[] {
  const words: string[] = [];
  let at = skipWhiteSpace(text, 0);
  while (at < text.length && words.length < most) {
    const start = at;
    while (at < text.length && !isWhiteSpace(text[at] as string)) at++;
    words.push(text.slice(start, at));
    at = skipWhiteSpace(text, at);
  }
  return words;
}
