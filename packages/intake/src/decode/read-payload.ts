import { ingestRoutes } from '../http/ingest-route.js';
import { inflateBody } from './inflate-body.js';
import { parseJson } from './parse-json.js';
import { emptyPayload, type Payload } from './payload.js';

/** A body as it was sent. */
export interface SentBody {
  readonly path: string;
  /** `Content-Encoding`, '' for none. */
  readonly encoding: string;
  readonly body: Buffer;
  /** Unix seconds at which it came. */
  readonly receivedAt: number;
}

/** What a body carries, for those who look on; nothing when it can't be read. */
export function readPayload({ path, encoding, body, receivedAt }: SentBody): Payload {
  const route = ingestRoutes.find((candidate) => candidate.path === path);
  if (route === undefined) return emptyPayload;
  try {
    const raw = inflateBody(body, encoding, route.limits.maxRawBytes);
    return route.decodeJson(parseJson(raw), receivedAt);
  } catch {
    return emptyPayload;
  }
}
