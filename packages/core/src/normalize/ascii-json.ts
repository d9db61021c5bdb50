/**
 * JSON in which every character beyond ASCII is escaped: its length is its size in bytes, and it is
 * written without a conversion. Strings have to be well-formed.
 */
export function asciiJson(value: string | readonly string[]): string {
  return escapeBeyondAscii(JSON.stringify(value));
}

const hasBeyondAscii = /[\u007f-\uffff]/;
const beyondAscii = /[\u007f-\uffff]/g;

/** JSON as it was, but for characters beyond ASCII. */
export function escapeBeyondAscii(json: string): string {
  if (!hasBeyondAscii.test(json)) return json;
  return json.replace(
    beyondAscii,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
