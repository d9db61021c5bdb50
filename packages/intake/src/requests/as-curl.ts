import { inflateBody } from '../decode/inflate-body.js';
import type { LoggedPayload } from './payload-log.js';
import { withoutKeys } from './without-keys.js';

/** A body longer than this makes no command that one would paste. */
const maxBodyBytes = 256 * 1024;

/**
 * A command that sends a payload again to `url`. The key is no part of it: the shell puts in what
 * `DD_API_KEY` is there, and keys within the body are left out.
 *
 * @returns nothing when the body was not kept, is too long for a command, or can't be read
 */
export function asCurl({ request, body }: LoggedPayload, url: string): string | undefined {
  if (body === undefined) return undefined;
  const { method, path, contentType, encoding } = request;
  const head = [
    `curl -sS -X ${quoted(method)} ${quoted(url + path)}`,
    `-H "DD-API-KEY: $DD_API_KEY"`,
    `-H ${quoted(`Content-Type: ${contentType || 'application/json'}`)}`,
  ];
  if (!contentType.includes('protobuf')) {
    const text = textOf(body, encoding);
    return text === undefined ? undefined : join([...head, `--data-raw ${quoted(text)}`]);
  }
  if (body.length > maxBodyBytes) return undefined;
  if (encoding !== '') head.push(`-H ${quoted(`Content-Encoding: ${encoding}`)}`);
  const command = join([...head, '--data-binary @-']);
  return `printf %s ${quoted(body.toString('base64'))} | base64 -d | ${command}`;
}

/** JSON goes as text, without its encoding: it is there to be read and changed. */
function textOf(body: Buffer, encoding: string): string | undefined {
  try {
    const raw = inflateBody(body, encoding, maxBodyBytes);
    return withoutKeys(new TextDecoder('utf-8', { fatal: true }).decode(raw));
  } catch {
    return undefined;
  }
}

/** For a POSIX shell: within single quotes nothing but they themselves means anything. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function join(parts: readonly string[]): string {
  return parts.join(' \\\n  ');
}
