import type { IncomingHttpHeaders } from 'node:http';
import { ingestRoutes } from '../http/ingest-route.js';
import { inflateBody } from './inflate-body.js';
import { parseJson } from './parse-json.js';

const none: ReadonlySet<string> = new Set();

/** The metrics that a payload names; none when it can't be read. */
export function metricNames(
  path: string,
  headers: IncomingHttpHeaders,
  body: Buffer,
): ReadonlySet<string> {
  const route = ingestRoutes.find((candidate) => candidate.path === path);
  if (route === undefined) return none;
  try {
    const raw = inflateBody(body, headers['content-encoding'] ?? '', route.limits.maxRawBytes);
    return new Set(route.decodeJson(parseJson(raw), 0).series.map(({ metric }) => metric));
  } catch {
    return none;
  }
}
