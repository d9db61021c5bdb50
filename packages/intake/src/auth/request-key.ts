import type { IncomingMessage } from 'node:http';

/** The API key of a request: header `DD-API-KEY`, else `api_key` in the query. */
export function requestKey(incoming: IncomingMessage): string | undefined {
  return fromHeader(incoming, 'dd-api-key') ?? queryKey(incoming);
}

/** The API key in the query alone. */
export function queryKey(incoming: IncomingMessage): string | undefined {
  return fromQuery(incoming, 'api_key');
}

/** The application key: header `DD-APPLICATION-KEY`, else `application_key` in the query. */
export function applicationKey(incoming: IncomingMessage): string | undefined {
  return fromHeader(incoming, 'dd-application-key') ?? fromQuery(incoming, 'application_key');
}

function fromHeader({ headers }: IncomingMessage, name: string): string | undefined {
  const header = headers[name];
  return typeof header === 'string' && header !== '' ? header : undefined;
}

function fromQuery(incoming: IncomingMessage, name: string): string | undefined {
  const url = incoming.url ?? '';
  const query = url.indexOf('?');
  if (query === -1) return undefined;
  return new URLSearchParams(url.slice(query)).get(name) ?? undefined;
}
