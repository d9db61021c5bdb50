import type { IncomingMessage } from 'node:http';
import { playedOn } from '../faults/played-faults.js';
import type { IntakeRequest } from './intake-request.js';

/** The log entry of a request of which nothing but its head is known yet. */
export function newRequest(
  incoming: IncomingMessage,
  path: string,
  receivedAt: number,
): IntakeRequest {
  return {
    method: incoming.method ?? '',
    path,
    status: 0,
    encoding: incoming.headers['content-encoding'] ?? '',
    contentType: incoming.headers['content-type'] ?? '',
    wireBytes: 0,
    rawBytes: 0,
    tenant: '',
    series: 0,
    points: 0,
    events: 0,
    checks: 0,
    receivedAt,
    errors: [],
    dropped: [],
    evicted: { series: 0, points: 0 },
    ...playedOn(incoming),
  };
}
