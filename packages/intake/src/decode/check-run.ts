import { type Check, checkStatuses } from '../checks/check.js';
import {
  type JsonObject,
  objectAt,
  optionalStringAt,
  optionalTimeAt,
  stringAt,
  tagsAt,
  wrong,
} from './fields.js';
import { emptyPayload, type Payload } from './payload.js';

interface CheckBody extends JsonObject {
  readonly check?: unknown;
  readonly host_name?: unknown;
  readonly status?: unknown;
  readonly message?: unknown;
}

/** Reads the body of `POST /api/v1/check_run`: a list, or a single run as older clients send it. */
export function decodeCheckRun(body: unknown, now: number): Payload {
  const sent: readonly unknown[] = Array.isArray(body) ? body : [body];
  const checks = sent.map((check, index) => {
    const at = Array.isArray(body) ? `[${index}]` : '';
    return decodeCheck(
      objectAt(check, at === '' ? 'the body' : at),
      at === '' ? '' : `${at}.`,
      now,
    );
  });
  return { ...emptyPayload, checks };
}

/** The Agent sends null for no tags, and no host for checks of a whole cluster. */
function decodeCheck(sent: CheckBody, at: string, now: number): Check {
  return {
    check: stringAt(sent.check, `${at}check`),
    host: optionalStringAt(sent.host_name, `${at}host_name`),
    status: statusAt(sent.status, `${at}status`),
    tags: tagsAt(sent.tags, `${at}tags`),
    message: optionalStringAt(sent.message, `${at}message`),
    timestamp: optionalTimeAt(sent.timestamp, `${at}timestamp`, now),
  };
}

function statusAt(value: unknown, where: string): Check['status'] {
  const status = typeof value === 'number' ? checkStatuses[value] : undefined;
  if (status !== undefined) return status;
  throw wrong(where, '0 (ok), 1 (warning), 2 (critical) or 3 (unknown)', value);
}
