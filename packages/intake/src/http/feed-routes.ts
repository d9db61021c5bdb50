import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { readChangedWatch, readWatch } from '../feed/watch.js';
import { asCurl } from '../requests/as-curl.js';
import type { PayloadLog } from '../requests/payload-log.js';
import type { Tenants } from '../tenants/tenants.js';
import type { IntakeApp } from './app.js';
import { foreignOrigin, foreignSite } from './foreign-origin.js';
import type { PageGuard } from './page-guard.js';
import { securityHeaders } from './page-routes.js';
import { readBody } from './read-body.js';
import { Refusal } from './refusal.js';

const maxWatchBytes = 16_384;

/** The stream of events that feeds the live page, and how the page says what it looks at. */
export function addFeedRoutes(
  app: IntakeApp,
  tenants: Tenants,
  payloads: PayloadLog,
  guard: PageGuard,
): void {
  app.use('/feed/*', async (context, next) => {
    const { incoming } = context.env;
    const refused = guard.check(incoming);
    if (refused !== undefined) return context.text(refused, 403, securityHeaders);
    const origin = foreignOrigin(incoming);
    if (origin !== undefined) throw new Refusal(403, `header Origin is "${origin}"`);
    // An image elsewhere must not keep a stream open.
    const site = foreignSite(incoming);
    if (site !== undefined) throw new Refusal(403, `header Sec-Fetch-Site is "${site}"`);
    return next();
  });

  app.get('/feed', (context) => {
    const { incoming, outgoing } = context.env;
    const watch = readWatch(context.req.query('watch'));
    tenants.named(guard.tenantOf(incoming)).feed.connect(outgoing, watch);
    return RESPONSE_ALREADY_SENT;
  });

  app.post('/feed/watch', async (context) => {
    const { incoming } = context.env;
    const { body } = await readBody(incoming, maxWatchBytes);
    if (body === undefined) throw new Refusal(413, `a watch has up to ${maxWatchBytes} bytes`);
    const { id, ...watch } = readChangedWatch(body);
    const known = tenants.named(guard.tenantOf(incoming)).feed.look(id, watch);
    if (!known) throw new Refusal(404, 'no open page has this id: connect to /feed first');
    return context.body(null, 204, securityHeaders);
  });

  app.get('/feed/curl/:id', (context) => {
    const { incoming } = context.env;
    const payload = payloads.get(Number(context.req.param('id')));
    if (payload === undefined || payload.request.tenant !== guard.tenantOf(incoming)) {
      throw new Refusal(404, 'this payload is not held any more');
    }
    const command = asCurl(payload, new URL(context.req.url).origin);
    if (command === undefined) {
      throw new Refusal(
        404,
        'its body was not kept, is too long for a command, or is not readable',
      );
    }
    return context.text(command, 200, securityHeaders);
  });
}
