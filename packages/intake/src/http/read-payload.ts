import { emptyPayload, type Payload } from '../decode/payload.js';
import { decodeBody, type SentBody } from './decode-body.js';
import { ingestRoutes } from './ingest-route.js';

/** What a body carries, for those who only look on; nothing when it can't be read. */
export function readPayload(path: string, sent: SentBody): Payload {
  const route = ingestRoutes.find((candidate) => candidate.path === path);
  if (route === undefined) return emptyPayload;
  try {
    return decodeBody(route, sent);
  } catch {
    return emptyPayload;
  }
}
