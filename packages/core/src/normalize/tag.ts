/** Longest tag that Datadog keeps, in characters, key included. */
const maxTagLength = 200;

const plain = /^[a-z](?:[a-z0-9:./-]|_(?=[a-z0-9:./-]))*$/;
const letter = /\p{L}/u;
const kept = /[\p{L}\p{Nd}.:/-]/u;

/**
 * A tag as Datadog stores it: lower case, begins with a letter; letters and digits of any script
 * and `_ - : . /` remain, every other run becomes one `_`, none at the end.
 *
 * @returns `''` when nothing is left, or nothing before the first colon.
 * @see docs/datadog.md#tags
 */
export function normalizeTag(tag: string): string {
  if (tag.length <= maxTagLength && plain.test(tag)) return tag;
  let normal = '';
  let length = 0;
  let gap = false;
  for (const character of tag) {
    if (length === 0 ? !(letter.test(character) || character === ':') : !kept.test(character)) {
      gap = length > 0;
      continue;
    }
    if (length + (gap ? 2 : 1) > maxTagLength) break;
    if (gap) normal += '_';
    normal += lowerCase(character);
    length += gap ? 2 : 1;
    gap = false;
  }
  return normal.startsWith(':') ? '' : normal;
}

/** Only where the lower-case form is as wide in UTF-8: the server does the same. */
function lowerCase(character: string): string {
  const lower = character.toLowerCase();
  return lower === character || utf8Width(lower) === utf8Width(character) ? lower : character;
}

function utf8Width(text: string): number {
  let width = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    width += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return width;
}

/** The part of a tag before its first colon; the whole tag when it has none. */
export function tagKey(tag: string): string {
  const colon = tag.indexOf(':');
  return colon < 0 ? tag : tag.slice(0, colon);
}
