import { matchedRoutes } from 'hono/route';
import { exposition, expositionType } from '../prometheus/exposition.js';
import { RequestDurations } from '../prometheus/request-durations.js';
import { storeSeries } from '../prometheus/store-series.js';
import type { IntakeApp } from './app.js';
import type { Management } from './management.js';

/** For Prometheus to scrape: how long requests took, and the last point of each series. */
export function addMetricsRoutes(app: IntakeApp, management: Management): void {
  const durations = new RequestDurations();
  app.use('*', async (context, next) => {
    const started = performance.now();
    await next();
    const route = routeLabel(matchedRoutes(context).map(({ path }) => path));
    if (route === undefined) return;
    const { incoming, outgoing } = context.env;
    // What an ingest route answered went past the framework.
    const status = outgoing.headersSent ? outgoing.statusCode : context.res.status;
    const seconds = (performance.now() - started) / 1_000;
    durations.observe(incoming.method ?? '', route, status, seconds);
  });
  // Without a key: it is also what tells whether the process lives.
  app.get('/metrics', (context) => {
    management.checkHost(context);
    return context.body(durations.exposition(), 200, { 'content-type': expositionType });
  });
  app.get('/metrics/series', (context) => {
    const { store, clock } = management.reader(context);
    store.sweep(Math.floor(clock.now() / 1_000));
    const text = exposition(storeSeries(store), clock.now());
    return context.body(text, 200, { 'content-type': expositionType });
  });
}

/** `/api/v1/series` is `api_v1_series`; nothing for what is no route of the API. */
function routeLabel(paths: readonly string[]): string | undefined {
  const path = paths.find((each) => each.startsWith('/api/') || each.startsWith('/intake'));
  return path?.slice(1).replaceAll('/', '_').replaceAll(':', '');
}
