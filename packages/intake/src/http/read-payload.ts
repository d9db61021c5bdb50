import { emptyPayload, type Payload } from '../decode/payload.js';
import { decodeBody, type SentBody } from './decode-body.js';
import { ingestRoutes } from './ingest-route.js';

/** What a body carries, for those who only look on; nothing when it can't be read. */
export function readPayload(path: string, sent: Omit<SentBody, 'fromAgent'>): Payload {
  const route = ingestRoutes.find((candidate) => candidate.path === path);
  if (route === undefined) return emptyPayload;
  try {
    return decodeBody(route, { ...sent, fromAgent: true });
  } catch {
    return emptyPayload;
  }
}
