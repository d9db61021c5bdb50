import { openConnection } from './options/connection.js';
import type { ConnectionOptions } from './options/query-options.js';
import { optionsError, QueryError } from './query-error.js';

/** What Datadog says of a key. */
export type KeyValidity =
  | { readonly valid: true }
  | { readonly valid: false; readonly error: QueryError };

/**
 * Asks `GET /api/v1/validate` once whether the API key is one. Never rejects for what Datadog answers.
 *
 * @throws {QueryError} `INVALID_ARG`
 */
export async function validate(
  options: ConnectionOptions & { readonly signal?: AbortSignal | undefined } = {},
): Promise<KeyValidity> {
  const problems: string[] = [];
  const { transport, printable } = openConnection(options, problems);
  if (problems.length > 0) throw optionsError('validate', problems);
  const signal = options.signal ?? new AbortController().signal;
  try {
    const { status, text } = await transport.send({
      method: 'GET',
      path: '/api/v1/validate',
      signal,
    });
    if (status === 200) return { valid: true };
    const code = status === 0 ? 'NETWORK' : status >= 500 ? 'SERVER' : 'CLIENT';
    const said = status === 0 ? '' : `GET /api/v1/validate answered ${status}: `;
    const error = new QueryError(code, said + printable(text), { httpStatus: status });
    return { valid: false, error };
  } finally {
    await transport.close?.();
  }
}
