import { randomInt } from 'node:crypto';
import { jsonAnswer } from '../http/answer.js';
import type { IntakeApp } from '../http/app.js';
import { type Management, responseOf } from '../http/management.js';
import { Refusal } from '../http/refusal.js';
import { type Dashboard, readDashboard } from './dashboard.js';
import type { Managed } from './managed.js';
import { numberAt, placeOf } from './request.js';

const path = '/api/v1/dashboard';
const pageSize = 100;

/** Dashboards, made, read, replaced and deleted: `/api/v1/dashboard`. */
export function addDashboardRoutes(app: IntakeApp, management: Management): void {
  app.post(path, async (context) => {
    const { managed, now } = placeOf(context, management);
    const place = { id: newId(), created_at: now.toISOString() };
    const body = await management.readJson(context);
    return answer(
      keep(
        managed,
        readDashboard(body, place, () => managed.nextId(), now),
      ),
    );
  });
  app.get(path, (context) => {
    const { managed } = placeOf(context, management);
    const start = numberAt(context, 'start', 0);
    const count = numberAt(context, 'count', pageSize);
    const dashboards = managed.dashboards
      .all()
      .slice(start, start + count)
      .map(summary);
    return responseOf(jsonAnswer(200, { dashboards }));
  });
  app.get(`${path}/:id`, (context) => {
    const { managed } = placeOf(context, management);
    return answer(named(managed, context.req.param('id')));
  });
  app.put(`${path}/:id`, async (context) => {
    const { managed, now } = placeOf(context, management);
    const body = await management.readJson(context);
    const held = named(managed, context.req.param('id'));
    return answer(
      keep(
        managed,
        readDashboard(body, held, () => managed.nextId(), now),
      ),
    );
  });
  app.delete(`${path}/:id`, (context) => {
    const { managed } = placeOf(context, management);
    const { id } = named(managed, context.req.param('id'));
    managed.dashboards.delete(id);
    return responseOf(jsonAnswer(200, { deleted_dashboard_id: id }));
  });
}

function keep({ dashboards }: Managed, dashboard: Dashboard): Dashboard {
  return dashboards.put(dashboard.id, dashboard);
}

/** @throws {Refusal} 404 */
function named({ dashboards }: Managed, id: string): Dashboard {
  const dashboard = dashboards.get(id);
  if (dashboard === undefined) throw new Refusal(404, `Dashboard with ID ${id} not found`);
  return dashboard;
}

function answer(dashboard: Dashboard): Response {
  return responseOf(jsonAnswer(200, dashboard));
}

/** What a list shows of one. */
function summary({ widgets, template_variables, notify_list, ...shown }: Dashboard): object {
  return shown;
}

/** Such as `k3x-9ab-2cd`. */
function newId(): string {
  const part = (): string => randomInt(36 ** 2, 36 ** 3).toString(36);
  return `${part()}-${part()}-${part()}`;
}
