import { isLetter, skipWhiteSpace } from '../text/characters.js';

/** What the fields are called in which an old Agent puts keys into the body itself. */
const names = ['apikey', 'api_key', 'appkey', 'app_key', 'applicationkey', 'application_key'];

const letterA = 0x61;
const letterP = 0x70;

/** A text of JSON, or what was meant as such, with the values of fields that are keys left empty. */
export function withoutKeys(json: string): string {
  let shown = '';
  let shownUntil = 0;
  let at = json.indexOf('"');
  while (at !== -1) {
    const value = keyValueAt(json, at);
    if (value === undefined) at = json.indexOf('"', at + 1);
    else {
      shown += `${json.slice(shownUntil, value.start)}""`;
      shownUntil = value.end;
      at = json.indexOf('"', value.end);
    }
  }
  return shown + json.slice(shownUntil);
}

/** Where the value stands, its quotes included, of a field that is a key and starts with this quote. */
function keyValueAt(json: string, at: number): { start: number; end: number } | undefined {
  // All of them start so, and few others do.
  if ((json.charCodeAt(at + 1) | 0x20) !== letterA) return undefined;
  if ((json.charCodeAt(at + 2) | 0x20) !== letterP) return undefined;
  const name = names.find((each) => isNameAt(json, at + 1, each));
  if (name === undefined) return undefined;
  const colon = skipWhiteSpace(json, at + name.length + 2);
  if (json[colon] !== ':') return undefined;
  const start = skipWhiteSpace(json, colon + 1);
  if (json[start] !== '"') return undefined;
  const end = endOfText(json, start + 1);
  return end === undefined ? undefined : { start, end };
}

/** Whether a name stands there, in letters of either case, and a quote after it. */
function isNameAt(json: string, start: number, name: string): boolean {
  const end = start + name.length;
  if (json[end] !== '"') return false;
  for (let at = 0; at < name.length; at++) {
    const character = json[start + at] as string;
    const lower = isLetter(character) ? character.toLowerCase() : character;
    if (lower !== name[at]) return false;
  }
  return true;
}

/** Past the closing quote; nothing without one. */
function endOfText(json: string, start: number): number | undefined {
  for (let at = start; at < json.length; at++) {
    if (json[at] === '"') return at + 1;
    if (json[at] === '\\') at++;
  }
  return undefined;
}
