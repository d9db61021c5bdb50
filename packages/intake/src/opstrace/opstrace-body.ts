import { inflateBody } from '../decode/inflate-body.js';
import { parseJson } from '../decode/parse-json.js';
import { Refusal } from '../http/refusal.js';

/** The original knows no bound. */
export const maxBodyBytes: number = 5 * 1_024 * 1_024;

const decoded: ReadonlySet<string> = new Set(['deflate', 'gzip', 'zstd', 'zstd1']);

/** @throws {Refusal} 400 */
export function checkContentType(header: string | undefined): void {
  if (header === undefined || header === '') {
    throw new Refusal(400, 'bad request: request lacks content-type header');
  }
  const isJson = (type: string): boolean =>
    (type.split(';', 1)[0] ?? '').trim().toLowerCase() === 'application/json';
  if (header.split(',').some(isJson)) return;
  const expected = 'unexpected content-type header (expecting: application/json)';
  throw new Refusal(400, `bad request: ${expected}`);
}

/**
 * The bytes of the document. An encoding that is not known is not undone.
 *
 * @throws {Refusal} 400, 413
 */
export function undoEncoding(body: Buffer, encoding: string, strict: boolean): Buffer {
  const known = strict ? encoding === 'deflate' : decoded.has(encoding);
  if (!known) return body;
  try {
    return inflateBody(body, encoding, maxBodyBytes);
  } catch (error) {
    if (!(error instanceof Refusal) || error.status === 413) throw error;
    const what = encoding === 'deflate' ? 'zlib-decoding' : `decoding (${encoding})`;
    throw new Refusal(400, `bad request: error while ${what} request body: ${error.message}`);
  }
}

/**
 * Reads a document. What is wrong with it is one kind of error, whether JSON or its types.
 *
 * @throws {Refusal} 400
 */
export function readDocument<T>(raw: Buffer, read: (body: unknown) => T): T {
  try {
    return read(parseJson(raw));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const what = 'error while translating body: invalid JSON doc';
    throw new Refusal(400, `bad request: ${what}: ${error.message}`);
  }
}
