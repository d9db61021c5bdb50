import type { IncomingMessage } from 'node:http';

/** The API key of a request: header `DD-API-KEY`, else `api_key` in the query. */
export function requestKey(incoming: IncomingMessage): string | undefined {
  const header = incoming.headers['dd-api-key'];
  if (typeof header === 'string' && header !== '') return header;
  const url = incoming.url ?? '';
  const query = url.indexOf('?');
  if (query === -1) return undefined;
  return new URLSearchParams(url.slice(query)).get('api_key') ?? undefined;
}
