import type { IntakeEvent } from '../events/event.js';
import { jsonAnswer } from './answer.js';
import type { IntakeApp } from './app.js';
import { eventV1 } from './event-answer.js';
import { type IntakeContext, type Management, responseOf } from './management.js';
import { Refusal } from './refusal.js';

const pageSize = 1_000;

/** Reading events back: one by its id, or those of a span of time. */
export function addEventRoutes(app: IntakeApp, management: Management): void {
  app.get('/api/v1/events/:id', (context) => {
    const event = management.tenant(context).events.get(context.req.param('id'));
    if (event === undefined)
      return responseOf(jsonAnswer(404, { errors: ['No event matches that id'] }));
    return responseOf({ status: 200, body: `{"status":"ok","event":${eventV1(event)}}` });
  });
  app.get('/api/v1/events', (context) => {
    const events = management.tenant(context).events.entries();
    const found = events.filter(eventFilter(context)).reverse();
    const page = pageOf(context.req.query('page'));
    const shown = found.slice(page * pageSize, (page + 1) * pageSize);
    return responseOf({
      status: 200,
      body: `{"status":"ok","events":[${shown.map(eventV1).join(',')}]}`,
    });
  });
}

/** By `start` and `end`, which are needed, `priority`, and the lists `sources` and `tags`. */
function eventFilter({ req }: IntakeContext): (event: IntakeEvent) => boolean {
  const start = secondsOf(req.query('start'), 'start');
  const end = secondsOf(req.query('end'), 'end');
  const priority = req.query('priority') ?? '';
  const sources = listOf(req.query('sources'));
  const tags = listOf(req.query('tags'));
  return (event) =>
    event.timestamp >= start &&
    event.timestamp <= end &&
    (priority === '' || event.priority === priority) &&
    (sources.length === 0 || sources.includes(event.sourceTypeName)) &&
    tags.every((tag) => event.tags.includes(tag) || tag === `host:${event.host}`);
}

function secondsOf(text: string | undefined, name: string): number {
  const seconds = Number(text ?? '');
  if (text !== undefined && text !== '' && Number.isFinite(seconds)) return seconds;
  throw new Refusal(400, `${name} must be unix seconds`);
}

function pageOf(text: string | undefined): number {
  const page = Number(text ?? 0);
  return Number.isInteger(page) && page >= 0 ? page : 0;
}

function listOf(text: string | undefined): string[] {
  return (text ?? '').split(',').filter((entry) => entry !== '');
}
