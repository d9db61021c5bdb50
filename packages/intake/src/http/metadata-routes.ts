import { objectAt, oneOfAt, optionalStringAt, wrong } from '../decode/fields.js';
import { MetadataStore, type MetricMetadata } from '../metadata/metadata-store.js';
import type { Tenant } from '../tenants/tenant.js';
import { jsonAnswer } from './answer.js';
import type { IntakeApp } from './app.js';
import { type Management, responseOf } from './management.js';
import { Refusal } from './refusal.js';

const types = ['count', 'rate', 'gauge', 'distribution'] as const;

type Body = { readonly [field in keyof MetricMetadata]?: unknown };

/** What is known of a metric besides its points. */
export function addMetadataRoutes(app: IntakeApp, management: Management): void {
  app.get('/api/v1/metrics/:metric', (context) => {
    const tenant = management.tenant(context);
    return responseOf(jsonAnswer(200, known(tenant, context.req.param('metric'))));
  });
  app.put('/api/v1/metrics/:metric', async (context) => {
    const tenant = management.tenant(context);
    const changes = changesOf(objectAt(await management.readJson(context), 'the body'));
    const metric = context.req.param('metric');
    const { type } = known(tenant, metric);
    return responseOf(jsonAnswer(200, tenant.metadata.update(metric, { type, ...changes })));
  });
}

/** @throws {Refusal} 404 for a metric that nobody sent: Datadog makes none from its metadata. */
function known({ store, metadata }: Tenant, metric: string): MetricMetadata {
  const found = metadata.get(metric);
  if (found !== undefined) return found;
  const [held] = store.metricsNamed(metric);
  if (held === undefined)
    throw new Refusal(404, `metric "${metric}" not found: send a point first`);
  return MetadataStore.untouched(held.type === 'unspecified' ? null : held.type);
}

/** Fields that nobody can set, or that are unknown, are left out. */
function changesOf(body: Body): Partial<MetricMetadata> {
  const changes: { -readonly [field in keyof MetricMetadata]?: MetricMetadata[field] } = {};
  if (body.type !== undefined) changes.type = oneOfAt(types, body.type, 'type');
  for (const field of ['description', 'short_name', 'unit', 'per_unit'] as const) {
    if (body[field] !== undefined) changes[field] = optionalStringAt(body[field], field) || null;
  }
  if (body.statsd_interval !== undefined)
    changes.statsd_interval = intervalOf(body.statsd_interval);
  return changes;
}

function intervalOf(value: unknown): number | null {
  if (value === null) return null;
  if (typeof value === 'number' && Number.isInteger(value) && value > 0) return value;
  throw wrong('statsd_interval', 'a whole number of seconds', value);
}
