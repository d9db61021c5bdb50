import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Tenants } from '../tenants/tenants.js';
import type { IntakeApp } from './app.js';
import { pageAssets } from './page-assets.js';
import type { PageGuard } from './page-guard.js';

const securityHeaders: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-cache',
};

/** The live page: its files, and the stream of events that feeds it. */
export function addPageRoutes(app: IntakeApp, tenants: Tenants, guard: PageGuard): void {
  app.get('/feed', (context) => {
    const { incoming, outgoing } = context.env;
    const refused = guard.check(incoming);
    if (refused !== undefined) return context.text(refused, 403, securityHeaders);
    const { feed } = tenants.named(guard.tenantOf(incoming));
    feed.connect(outgoing, context.req.query('filter') ?? '');
    return RESPONSE_ALREADY_SENT;
  });
  app.get('*', (context, next) => {
    const asset = pageAssets().get(context.req.path);
    if (asset === undefined) return next();
    const refused = guard.check(context.env.incoming, context.req.path !== '/');
    if (refused !== undefined) return context.text(refused, 403, securityHeaders);
    const headers = { ...securityHeaders, 'content-type': asset.contentType };
    return context.body(new Uint8Array(asset.body), 200, headers);
  });
}
