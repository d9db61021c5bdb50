import type { IntakeApp } from './app.js';
import { pageAssets } from './page-assets.js';
import type { PageGuard } from './page-guard.js';

export const securityHeaders: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-cache',
};

/** The files of the live page. */
export function addPageRoutes(app: IntakeApp, guard: PageGuard): void {
  app.get('*', (context, next) => {
    const asset = pageAssets().get(context.req.path);
    if (asset === undefined) return next();
    const refused = guard.check(context.env.incoming, context.req.path !== '/');
    if (refused !== undefined) return context.text(refused, 403, securityHeaders);
    const headers = { ...securityHeaders, 'content-type': asset.contentType };
    return context.body(new Uint8Array(asset.body), 200, headers);
  });
}
