/** A text, with the colon if it is a key; or a number. */
const token = /"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** Keys whose numbers name something: `id`, `monitor_id`, `ids`. */
const idKey = /(?:^|[_"])ids?"$/;

/**
 * Parses JSON without spoiling ids: those that have more digits than a number can hold become text.
 * Values stay numbers, however large they are.
 *
 * @throws {SyntaxError}
 */
export function parseJson(text: string): unknown {
  return JSON.parse(/\d{16}/.test(text) ? quoteIds(text) : text);
}

function quoteIds(text: string): string {
  let key = '';
  return text.replace(token, (found: string, colon: string | undefined) => {
    if (colon !== undefined) key = found.slice(0, -colon.length);
    const isNumber = !found.startsWith('"');
    if (!isNumber || !idKey.test(key)) return found;
    return /^-?\d+$/.test(found) && !Number.isSafeInteger(Number(found)) ? `"${found}"` : found;
  });
}

/**
 * The JSON of a body with an id of 64 bits, which JSON can carry as a number and JavaScript can't.
 *
 * @param id decimal digits; `undefined` for none.
 */
export function stringifyWithId(body: object, field: string, id: string | undefined): string {
  const json = JSON.stringify(body);
  return id === undefined ? json : `${json.slice(0, -1)},"${field}":${id}}`;
}
