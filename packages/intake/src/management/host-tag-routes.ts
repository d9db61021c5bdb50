import { atMost, objectAt, stringAt, tagsAt } from '../decode/fields.js';
import { jsonAnswer } from '../http/answer.js';
import type { IntakeApp } from '../http/app.js';
import { type IntakeContext, type Management, responseOf } from '../http/management.js';
import { Refusal } from '../http/refusal.js';
import { hostReports } from './host.js';
import { type Managed, managedOf } from './managed.js';

const maxHostLength = 255;
/** Of a tag and of a source, as series have it. */
const maxTagLength = 200;
/** Who sets tags when nobody is named. */
const users = 'users';

/** The tags of hosts: `/api/v1/tags/hosts`. */
export function addHostTagRoutes(app: IntakeApp, management: Management): void {
  app.get('/api/v1/tags/hosts', (context) => {
    const { hostTags } = managedOf(management.tenant(context));
    const hosts = hostTags.hostsByTag(context.req.query('source'));
    return responseOf(jsonAnswer(200, { tags: Object.fromEntries(hosts) }));
  });
  app.get('/api/v1/tags/hosts/:host', (context) => {
    const tenant = management.tenant(context);
    const { hostTags } = managedOf(tenant);
    const host = context.req.param('host');
    if (!hostTags.hosts().includes(host) && !hostReports(tenant).has(host)) {
      throw new Refusal(404, `host "${host}" not found: it neither reports nor has tags`);
    }
    const { source, by_source } = context.req.query();
    const tags = by_source === 'true' ? hostTags.bySource(host) : hostTags.tags(host, source);
    return responseOf(jsonAnswer(200, { host, tags }));
  });
  app.post('/api/v1/tags/hosts/:host', (context) => write(context, management, 'add'));
  app.put('/api/v1/tags/hosts/:host', (context) => write(context, management, 'replace'));
  app.delete('/api/v1/tags/hosts/:host', (context) => {
    const { hostTags } = managedOf(management.tenant(context));
    hostTags.remove(context.req.param('host'), context.req.query('source'));
    return new Response(null, { status: 204 });
  });
}

async function write(
  context: IntakeContext,
  management: Management,
  how: 'add' | 'replace',
): Promise<Response> {
  const { hostTags }: Managed = managedOf(management.tenant(context));
  const body: { readonly tags?: unknown } = objectAt(
    await management.readJson(context),
    'the body',
  );
  const tags = tagsAt(body.tags, 'tags').map((tag) => atMost(maxTagLength, tag, 'a tag'));
  const host = atMost(maxHostLength, stringAt(context.req.param('host'), 'host'), 'host');
  const source = atMost(maxTagLength, context.req.query('source') ?? users, 'source');
  if (!hostTags[how](host, source, tags)) throw new Refusal(400, 'a host has over 1,000 tags');
  return responseOf(jsonAnswer(201, { host, tags: hostTags.tags(host, source) }));
}
