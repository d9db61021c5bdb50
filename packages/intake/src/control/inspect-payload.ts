import { emptyPayload, type Payload } from '../decode/payload.js';
import { readPayload } from '../http/read-payload.js';
import type { IntakeRequest } from '../requests/intake-request.js';
import type { LoggedPayload } from '../requests/payload-log.js';

/** A request to an ingest route, what it carried, and what was wrong with it. */
export interface InspectedPayload {
  /** Counts from 1. */
  readonly id: number;
  readonly request: IntakeRequest;
  /** In words, with what to do about it: why it was refused, and what a taken one lost all the same. */
  readonly problems: readonly string[];
  /** Decoded, as it was sent; empty when it can't be read. */
  readonly content: Payload;
}

export function inspectPayload({ id, request, body }: LoggedPayload): InspectedPayload {
  const { path, encoding, contentType } = request;
  const receivedAt = Math.floor(request.receivedAt / 1_000);
  return {
    id,
    request,
    problems: problemsOf(request),
    content:
      body === undefined
        ? emptyPayload
        : readPayload(path, { body, encoding, contentType, receivedAt }),
  };
}

/** What was wrong with a request, in words, each with what to do about it. */
export function problemsOf({ errors, dropped }: IntakeRequest): string[] {
  return [
    ...errors,
    ...dropped.map(({ count, metric, hint }) => `${count} dropped, of "${metric}" first: ${hint}`),
  ];
}
