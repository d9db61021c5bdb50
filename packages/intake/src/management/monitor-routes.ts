import { jsonAnswer } from '../http/answer.js';
import type { IntakeApp } from '../http/app.js';
import { type IntakeContext, type Management, responseOf } from '../http/management.js';
import { Refusal } from '../http/refusal.js';
import { downtimeStatus, mutes } from './downtime.js';
import type { Managed } from './managed.js';
import { changedMonitor, type Monitor, newMonitor } from './monitor.js';
import { numberAt, placeOf } from './request.js';

const path = '/api/v1/monitor';

/** Monitors, made, read, changed and deleted: `/api/v1/monitor`. */
export function addMonitorRoutes(app: IntakeApp, management: Management): void {
  app.post(path, async (context) => {
    const { managed, now } = placeOf(context, management);
    const made = newMonitor(await management.readJson(context), managed.nextId(), now);
    return responseOf(jsonAnswer(200, managed.monitors.put(String(made.id), made)));
  });
  app.get(path, (context) => {
    const { managed, now } = placeOf(context, management);
    const found = managed.monitors.all().filter(monitorFilter(context));
    const shown = pageOf(context, found).map((monitor) => shownTo(context, monitor, managed, now));
    return responseOf(jsonAnswer(200, shown));
  });
  app.get(`${path}/:id`, (context) => {
    const { managed, now } = placeOf(context, management);
    const monitor = named(managed, context.req.param('id'));
    return responseOf(jsonAnswer(200, shownTo(context, monitor, managed, now)));
  });
  app.put(`${path}/:id`, async (context) => {
    const { managed, now } = placeOf(context, management);
    const body = await management.readJson(context);
    const changed = changedMonitor(named(managed, context.req.param('id')), body, now);
    return responseOf(jsonAnswer(200, managed.monitors.put(String(changed.id), changed)));
  });
  app.delete(`${path}/:id`, (context) => {
    const { managed } = placeOf(context, management);
    const { id } = named(managed, context.req.param('id'));
    managed.monitors.delete(String(id));
    return responseOf(jsonAnswer(200, { deleted_monitor_id: id }));
  });
}

/** @throws {Refusal} 404 */
function named({ monitors }: Managed, id: string): Monitor {
  const monitor = monitors.get(id);
  if (monitor === undefined) throw new Refusal(404, 'Monitor not found');
  return monitor;
}

/** By part of the name, by tags of the monitor, and by tags that its query names. */
function monitorFilter({ req }: IntakeContext): (monitor: Monitor) => boolean {
  const { name = '', monitor_tags, tags, id_offset = '0' } = req.query();
  return (monitor) =>
    monitor.name.includes(name) &&
    monitor.id > Number(id_offset) &&
    listOf(monitor_tags).every((tag) => monitor.tags.includes(tag)) &&
    listOf(tags).every((tag) => monitor.query.includes(tag));
}

/** Without `page_size` all of them. */
function pageOf(context: IntakeContext, monitors: Monitor[]): Monitor[] {
  const size = numberAt(context, 'page_size', Number.MAX_SAFE_INTEGER);
  const page = numberAt(context, 'page', 0);
  return monitors.slice(page * size, (page + 1) * size);
}

/** With `with_downtimes`, what mutes it now is shown as well. */
function shownTo({ req }: IntakeContext, monitor: Monitor, managed: Managed, now: Date): object {
  if (req.query('with_downtimes') !== 'true') return monitor;
  const matching_downtimes = managed.downtimes
    .all()
    .filter((downtime) => downtimeStatus(downtime, now) === 'active' && mutes(downtime, monitor))
    .map(({ number, start, end, scope }) => ({
      id: number,
      scope: scope.split(' AND '),
      start: Math.floor(start.getTime() / 1_000),
      end: end === undefined ? null : Math.floor(end.getTime() / 1_000),
    }));
  return { ...monitor, matching_downtimes };
}

function listOf(text = ''): string[] {
  return text.split(',').filter((entry) => entry !== '');
}
