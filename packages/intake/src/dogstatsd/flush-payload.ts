import type { AgentEvent, AgentFlush, AgentServiceCheck } from '@dogstats/dogstatsd/listener';
import { type Check, checkStatuses } from '../checks/check.js';
import type { Payload } from '../decode/payload.js';
import type { DecodedEvent } from '../events/event.js';

/** What the Agent would send, as if it had come over HTTP. */
export function payloadOf({ series, events, serviceChecks }: AgentFlush): Payload {
  return {
    series: series.map((one) => ({ ...one, resources: one.host === '' ? 0 : 1 })),
    sketches: [],
    events: events.map(eventOf),
    checks: serviceChecks.map(checkOf),
  };
}

function eventOf(event: AgentEvent): DecodedEvent {
  const { title, text, timestamp, host, tags } = event;
  return {
    ...{ title, text, timestamp, host, tags },
    alertType: event.alertType ?? 'info',
    priority: event.priority ?? 'normal',
    aggregationKey: event.aggregationKey ?? '',
    sourceTypeName: event.source ?? '',
    deviceName: '',
    relatedEventId: '',
  };
}

function checkOf({ name, status, message, timestamp, host, tags }: AgentServiceCheck): Check {
  return {
    check: name,
    status: checkStatuses[status],
    message: message ?? '',
    timestamp,
    host,
    tags,
  };
}
