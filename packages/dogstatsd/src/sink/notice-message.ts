import type { Notice } from '@dogstats/core';
import type {
  AlertType,
  EventMessage,
  EventPriority,
  ServiceCheckMessage,
} from '../message/message.js';
import type { PointOptions } from './pack-point.js';

const alertTypes: readonly string[] = ['error', 'warning', 'info', 'success'] satisfies AlertType[];
const priorities: readonly string[] = ['normal', 'low'] satisfies EventPriority[];

/** An event or a check as a message; what the protocol has no field for is left out. */
export function noticeMessage(
  notice: Notice,
  { defaultHost, tags, origin }: PointOptions,
): EventMessage | ServiceCheckMessage {
  const shared = {
    ...origin,
    timestamp: notice.timestamp,
    host: notice.host === defaultHost ? undefined : notice.host,
    tags: [...notice.tags, ...tags],
  };
  if (notice.kind === 'check') {
    const { name, status, message } = notice;
    return { ...shared, kind: 'service_check', name, status, message };
  }
  const { title, text, aggregationKey, sourceTypeName, alertType = '', priority = '' } = notice;
  return {
    ...shared,
    ...{ kind: 'event', title, text, aggregationKey, source: sourceTypeName },
    alertType: alertTypes.includes(alertType) ? (alertType as AlertType) : undefined,
    priority: priorities.includes(priority) ? (priority as EventPriority) : undefined,
  };
}
