import { jsonAnswer } from '../http/answer.js';
import type { IntakeApp } from '../http/app.js';
import { type Management, responseOf } from '../http/management.js';
import { hostReports } from './host.js';
import { managedOf } from './managed.js';
import { numberAt } from './request.js';

/** A host that sent nothing for longer is not listed, unless `from` asks for it. */
const listedSeconds = 3 * 3_600;
const upSeconds = 600;
const maxCount = 1_000;

/** The hosts that report: `/api/v1/hosts`. */
export function addHostRoutes(app: IntakeApp, management: Management): void {
  app.get('/api/v1/hosts', (context) => {
    const tenant = management.tenant(context);
    const { hostTags } = managedOf(tenant);
    const now = Math.floor(tenant.clock.now() / 1_000);
    const from = numberAt(context, 'from', now - listedSeconds);
    const filter = context.req.query('filter') ?? '';
    const matching = [...hostReports(tenant)]
      .filter(([, last]) => last >= from)
      .map(([name, last]) => ({
        name,
        host_name: name,
        aliases: [name],
        apps: [],
        sources: [],
        up: last >= now - upSeconds,
        last_reported_time: last,
        is_muted: false,
        mute_timeout: null,
        tags_by_source: hostTags.bySource(name),
      }))
      .filter(({ name }) => name.includes(filter) || hostTags.tags(name).includes(filter))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const start = numberAt(context, 'start', 0);
    const count = Math.min(numberAt(context, 'count', 100), maxCount);
    const host_list = matching.slice(start, start + count);
    const totals = { total_matching: matching.length, total_returned: host_list.length };
    return responseOf(jsonAnswer(200, { host_list, ...totals }));
  });
}
