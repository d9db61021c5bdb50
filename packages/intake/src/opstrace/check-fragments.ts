import { type Check, checkStatuses } from '../checks/check.js';
import { arrayAt, type JsonObject, objectAt, optionalStringAt, wrong } from '../decode/fields.js';
import { tagsAt, wholeAt } from './fragments.js';

interface CheckBody extends JsonObject {
  readonly check?: unknown;
  readonly host_name?: unknown;
  readonly status?: unknown;
  readonly message?: unknown;
}

/**
 * Reads a document of `POST /api/v1/check_run`, which must be a list.
 *
 * @throws {Refusal} where the document is wrong
 */
export function readChecks(body: unknown): Check[] {
  return arrayAt(body, 'the document').map((entry, index) => {
    const at = `[${index}]`;
    const sent: CheckBody = objectAt(entry, at);
    return {
      check: optionalStringAt(sent.check, `${at}.check`),
      host: optionalStringAt(sent.host_name, `${at}.host_name`),
      status: statusAt(sent.status, `${at}.status`),
      tags: tagsAt(sent.tags, `${at}.tags`),
      message: optionalStringAt(sent.message, `${at}.message`),
      timestamp: wholeAt(sent.timestamp, `${at}.timestamp`),
    };
  });
}

/** Left out is 0, as everything is there. */
function statusAt(value: unknown, where: string): Check['status'] {
  const status = checkStatuses[wholeAt(value, where)];
  if (status !== undefined) return status;
  throw wrong(where, '0 (ok), 1 (warning), 2 (critical) or 3 (unknown)', value);
}
