import type { MetricType } from '../metric/metric-type.js';
import type { DropReason } from '../sink/drop-reason.js';

/** What to tell a developer about a dropped call; `undefined` when it is not worth a word. */
export function dropMessage(
  reason: DropReason,
  type: MetricType,
  value: unknown,
): ((metric: string) => string) | undefined {
  switch (reason) {
    case 'invalid_name':
      return (metric) =>
        `"${metric}" is no metric name, so its samples are dropped: it has to begin with an ASCII letter.`;
    case 'invalid_value':
      return (metric) =>
        `"${metric}" got ${describe(value)}, which is dropped: ${valueRule(type, value)}`;
    case 'invalid_arguments':
      return (metric) =>
        `"${metric}" was called with arguments that threw when they were read; dropped.`;
    case 'invalid_timestamp':
      return (metric) =>
        `"${metric}" got a timestamp that is neither unix seconds nor a valid Date; dropped.`;
    case 'timestamp_in_ms':
      return (metric) =>
        `"${metric}" got a timestamp in milliseconds; dropped. Timestamps are unix seconds: use Date.now() / 1000, or a Date.`;
    case 'too_old':
      return (metric) =>
        `"${metric}" got a timestamp over 55 minutes back; dropped, as Datadog would.`;
    case 'too_new':
      return (metric) =>
        `"${metric}" got a timestamp over 9 minutes ahead; dropped, as Datadog would.`;
    case 'late':
      return (metric) =>
        `"${metric}" got a timestamp whose bucket was already sent for good; dropped. Raise lateSeconds to keep buckets longer.`;
    case 'contexts':
      return (metric) =>
        `No room for "${metric}": maxContexts and the overflow series are used up; dropped.`;
    case 'set_full':
      return (metric) =>
        `The set "${metric}" has 10,000 members, or a megabyte of them, in one bucket; new ones are dropped.`;
    case 'queue_full':
      return (metric) =>
        `Over a million samples of distributions came within one turn of the event loop; those of "${metric}" on top are dropped. Use histogram(), or let the loop turn.`;
    default:
      return undefined;
  }
}

function valueRule(type: MetricType, value: unknown): string {
  if (type === 'set') return 'a member has to be a string or a finite number.';
  const rule = 'a value has to be a finite number.';
  const mayBeTags = typeof value === 'object' && value !== null;
  return mayBeTags ? `${rule} Tags come after it: (name, value, tags).` : rule;
}

function describe(value: unknown): string {
  if (typeof value === 'number') return String(value);
  if (value === null) return 'null';
  if (value === undefined) return 'undefined';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
