import { Buffer } from 'node:buffer';

/** What is read of an answer at most; a connection with more to say is closed. */
const longestBodyBytes = 65_536;
/** More than is shown, so that a key is found whole before anything is cut off. */
const keptBytes = 4_096;
const longestExcerpt = 1_000;

/**
 * Reads an answer to its end, so that its connection can be used again, and returns its beginning.
 * Never rejects: an answer that breaks off is as long as it is.
 */
export async function readExcerpt(body: AsyncIterable<Uint8Array>): Promise<string> {
  const kept: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of body) {
      if (length < keptBytes) kept.push(chunk);
      length += chunk.length;
      if (length > longestBodyBytes) break;
    }
  } catch {
    // The status is known; how the rest ended changes nothing.
  }
  return Buffer.concat(kept).subarray(0, keptBytes).toString('utf8');
}

/** An excerpt on one line, without control characters and without keys, should they be in there. */
export function printable(excerpt: string, ...keys: readonly string[]): string {
  const text = errorsOf(excerpt) ?? excerpt;
  return (
    keys
      .reduce((shown, key) => shown.replaceAll(key, '***'), text)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be printed
      .replace(/[\s\u0000-\u001f\u007f-\u009f]+/g, ' ')
      .trim()
      .slice(0, longestExcerpt)
  );
}

/** Datadog's own way to say what was wrong: `{"errors":["…"]}`. */
function errorsOf(excerpt: string): string | undefined {
  try {
    const { errors } = JSON.parse(excerpt) as { errors?: unknown };
    return Array.isArray(errors) && errors.length > 0 ? errors.map(String).join('; ') : undefined;
  } catch {
    return undefined;
  }
}
