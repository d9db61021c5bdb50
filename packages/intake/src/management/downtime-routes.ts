import { randomUUID } from 'node:crypto';
import { jsonAnswer } from '../http/answer.js';
import type { IntakeApp } from '../http/app.js';
import { type Management, responseOf } from '../http/management.js';
import { Refusal } from '../http/refusal.js';
import {
  changedDowntime,
  type Downtime,
  downtimeData,
  downtimeStatus,
  newDowntime,
} from './downtime.js';
import type { Managed } from './managed.js';
import { numberAt, placeOf } from './request.js';

const path = '/api/v2/downtime';
const pageSize = 30;

/** Downtimes, made, read, changed and canceled: `/api/v2/downtime`. */
export function addDowntimeRoutes(app: IntakeApp, management: Management): void {
  app.post(path, async (context) => {
    const { managed, now } = placeOf(context, management);
    const body = await management.readJson(context);
    return answer(keep(managed, newDowntime(body, randomUUID(), managed.nextId(), now)), now);
  });
  app.get(path, (context) => {
    const { managed, now } = placeOf(context, management);
    const currentOnly = context.req.query('current_only') === 'true';
    const found = managed.downtimes
      .all()
      .filter((downtime) => !currentOnly || downtimeStatus(downtime, now) === 'active');
    const offset = numberAt(context, 'page[offset]', 0);
    const limit = numberAt(context, 'page[limit]', pageSize);
    const data = found.slice(offset, offset + limit).map((downtime) => downtimeData(downtime, now));
    const meta = { page: { total_filtered_count: found.length } };
    return responseOf(jsonAnswer(200, { data, meta }));
  });
  app.get(`${path}/:id`, (context) => {
    const { managed, now } = placeOf(context, management);
    return answer(named(managed, context.req.param('id')), now);
  });
  app.patch(`${path}/:id`, async (context) => {
    const { managed, now } = placeOf(context, management);
    const body = await management.readJson(context);
    return answer(
      keep(managed, changedDowntime(named(managed, context.req.param('id')), body, now)),
      now,
    );
  });
  app.delete(`${path}/:id`, (context) => {
    const { managed, now } = placeOf(context, management);
    const downtime = named(managed, context.req.param('id'));
    keep(managed, { ...downtime, canceled: downtime.canceled ?? now });
    return new Response(null, { status: 204 });
  });
}

function keep({ downtimes }: Managed, downtime: Downtime): Downtime {
  return downtimes.put(downtime.id, downtime);
}

/** @throws {Refusal} 404 */
function named({ downtimes }: Managed, id: string): Downtime {
  const downtime = downtimes.get(id);
  if (downtime === undefined) throw new Refusal(404, 'Downtime not found');
  return downtime;
}

function answer(downtime: Downtime, now: Date): Response {
  return responseOf(jsonAnswer(200, { data: downtimeData(downtime, now) }));
}
