import type { HeldMetric } from '../store/held-metric.js';
import type { Tenant } from '../tenants/tenant.js';
import { jsonAnswer } from './answer.js';
import type { IntakeApp } from './app.js';
import { type Management, responseOf } from './management.js';
import { Refusal } from './refusal.js';

/** Which metrics there are, and which tags they have. */
export function addMetricListRoutes(app: IntakeApp, management: Management): void {
  app.get('/api/v1/metrics', (context) => {
    const { store } = management.tenant(context);
    const { from = '', host } = context.req.query();
    const seconds = Number(from);
    if (from === '' || !Number.isFinite(seconds))
      throw new Refusal(400, 'from must be unix seconds');
    const active = [...store.metrics()].filter((metric) => isActive(metric, seconds, host));
    return responseOf(jsonAnswer(200, { from, metrics: namesOf(active) }));
  });
  app.get('/api/v1/search', (context) => {
    const { store } = management.tenant(context);
    const [facet, text = ''] = split(context.req.query('q') ?? '');
    const metrics = facet === 'hosts' ? [] : namesOf(store.metrics());
    const hosts = facet === 'metrics' ? [] : hostsOf(store.metrics());
    const holds = (name: string): boolean => name.includes(text);
    const results = { metrics: metrics.filter(holds), hosts: hosts.filter(holds) };
    return responseOf(jsonAnswer(200, { results }));
  });
  app.get('/api/v2/metrics', (context) => {
    const { store } = management.tenant(context);
    const data = namesOf(store.metrics()).map((id) => ({ type: 'metrics', id }));
    return responseOf(jsonAnswer(200, { data }));
  });
  app.get('/api/v2/metrics/:metric/all-tags', (context) => {
    const id = context.req.param('metric');
    const tags = tagsOf(management.tenant(context), id);
    return responseOf(jsonAnswer(200, { data: { id, type: 'metrics', attributes: { tags } } }));
  });
}

/** `metrics:http` names a facet; what names none is looked for in all. */
function split(query: string): [facet: string | undefined, text: string] {
  const facet = ['metrics', 'hosts'].find((each) => query.startsWith(`${each}:`));
  return [facet, facet === undefined ? query : query.slice(facet.length + 1)];
}

function isActive({ contexts }: HeldMetric, from: number, host: string | undefined): boolean {
  for (const { points, sketches, host: of } of contexts) {
    if (host !== undefined && of !== host) continue;
    const last = points.length === 0 ? 0 : points.timestampAt(points.length - 1);
    if (Math.max(last, sketches?.last ?? 0) >= from) return true;
  }
  return false;
}

function namesOf(metrics: Iterable<HeldMetric>): string[] {
  return [...new Set([...metrics].map(({ name }) => name))].sort();
}

function hostsOf(metrics: Iterable<HeldMetric>): string[] {
  const hosts = [...metrics].flatMap(({ contexts }) => [...contexts].map(({ host }) => host));
  return [...new Set(hosts)].filter((host) => host !== '').sort();
}

/** @throws {Refusal} 404 */
function tagsOf({ store }: Tenant, metric: string): string[] {
  const held = store.metricsNamed(metric);
  if (held.length === 0) throw new Refusal(404, `metric "${metric}" not found: send a point first`);
  const tags = new Set<string>();
  for (const { contexts } of held) {
    for (const context of contexts) {
      for (const tag of context.tags) tags.add(tag);
      if (context.host !== '') tags.add(`host:${context.host}`);
    }
  }
  return [...tags].sort();
}
