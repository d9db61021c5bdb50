/**
 * For each ASCII character the one that is written: itself, or `_` where it would end the part of the
 * message that it stands in, and what follows would be read as something else.
 */
export type SafeCharacters = Uint8Array;

const underscore = 0x5f;

function safeBut(unsafe: string): SafeCharacters {
  const table = Uint8Array.from({ length: 128 }, (_, code) => (code < 0x20 ? underscore : code));
  table[0x7f] = underscore;
  for (const character of unsafe) table[character.charCodeAt(0)] = underscore;
  return table;
}

/** In the name of a metric or a check; one that begins with `_e{` would be read as an event. */
export const inName: SafeCharacters = safeBut(':|#@,{}');

/** In a tag. */
export const inTag: SafeCharacters = safeBut('|#,');

/** In any other field. */
export const inField: SafeCharacters = safeBut('|');

const unsafeInMember = /[%|\p{Cc}]/gu;
const endsMember = /[|\p{Cc}]/u;

/**
 * A member of a set, of which only its being different counts: what would end it is written as
 * `%7C`, so that members stay apart.
 */
export function safeMember(member: string): string {
  if (member === '') return '%00';
  return endsMember.test(member) ? member.replace(unsafeInMember, percentEncoded) : member;
}

function percentEncoded(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}

/** A text as it is written in a field. */
export function safeText(text: string, safe: SafeCharacters): string {
  let written = '';
  let from = 0;
  const wellFormed = text.toWellFormed();
  for (let index = 0; index < wellFormed.length; index++) {
    const code = wellFormed.charCodeAt(index);
    if (code > 0x7f || safe[code] === code) continue;
    written += `${wellFormed.slice(from, index)}_`;
    from = index + 1;
  }
  return from === 0 ? wellFormed : written + wellFormed.slice(from);
}

const lineEnd = /\r\n|\r|\n/g;

/** A text of several lines as one: the reader turns `\n` back into a line end. */
export function oneLine(text: string): string {
  return text.toWellFormed().replace(lineEnd, '\\n');
}
