/**
 * JSON in which every character beyond ASCII is escaped: its length is its size in bytes, and it is
 * written without a conversion. Strings have to be well-formed.
 */
export function asciiJson(value: string | readonly string[]): string {
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
