import type { IncomingMessage } from 'node:http';
import { type Payload, payloadCounts } from '../decode/payload.js';
import { playedOn } from '../faults/played-faults.js';
import type { IntakeRequest } from './intake-request.js';

/** The log entry of a request of which nothing but its head is known yet. */
export function newRequest(
  incoming: IncomingMessage,
  path: string,
  receivedAt: number,
): IntakeRequest {
  return {
    ...blank(incoming.method ?? '', path, receivedAt),
    encoding: incoming.headers['content-encoding'] ?? '',
    contentType: incoming.headers['content-type'] ?? '',
    ...playedOn(incoming),
  };
}

/** The same for what came as DogStatsD, which knows no requests: one for each time it is stored. */
export function dogstatsdRequest(
  payload: Payload,
  bytes: number,
  receivedAt: number,
): IntakeRequest {
  return {
    ...blank('DATAGRAM', 'dogstatsd', receivedAt),
    ...payloadCounts(payload),
    status: 202,
    wireBytes: bytes,
    rawBytes: bytes,
  };
}

function blank(method: string, path: string, receivedAt: number): IntakeRequest {
  return {
    method,
    path,
    status: 0,
    encoding: '',
    contentType: '',
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
  };
}
