import type { Call } from './call.js';
import { unixSeconds } from './lines.js';
import type { LineType } from './telemetry.js';
import type { CheckOptions, EventOptions, RecordingTarget } from './types.js';

/**
 * Records what would have become a line.
 *
 * @returns what has no counterpart without an Agent.
 */
export function recordCall(
  target: RecordingTarget,
  name: string,
  value: unknown,
  type: LineType,
  tags: string[],
  call: Pick<Call, 'sampleRate' | 'timestamp'>,
): Error | undefined {
  const timestamp = unixSeconds(call.timestamp);
  const { sampleRate = 1 } = call;
  if (sampleRate <= 0) return undefined;
  // Without options recording is fastest.
  const timed = timestamp === undefined ? undefined : { timestamp };
  const options = sampleRate < 1 ? { ...timed, sampleRate } : timed;
  switch (type) {
    case 'c':
      target.increment(name, value as number, tags, options);
      return undefined;
    case 'g':
      if (typeof value === 'string')
        return new Error(
          `gaugeDelta('${name}') needs an Agent, which keeps the value: use gauge() with the value, or increment()`,
        );
      // Sampling makes no sense of a gauge: the last value is sent.
      target.gauge(name, value as number, tags, timed);
      return undefined;
    case 's':
      target.set(name, value as string, tags, timed);
      return undefined;
    case 'd':
      target.distribution(name, value as number, tags, timed);
      return undefined;
    default:
      target.histogram(name, value as number, tags, options);
      return undefined;
  }
}

export function recordEvent(
  target: RecordingTarget,
  title: string,
  text: string,
  options: EventOptions,
  tags: string[],
): void {
  target.event(title, String(text), {
    tags,
    timestamp: unixSeconds(options.date_happened),
    host: options.hostname,
    aggregationKey: options.aggregation_key,
    priority: options.priority,
    sourceTypeName: options.source_type_name,
    alertType: options.alert_type,
  });
}

export function recordCheck(
  target: RecordingTarget,
  name: string,
  status: 0 | 1 | 2 | 3,
  options: CheckOptions,
  tags: string[],
): void {
  target.serviceCheck(name, status, {
    tags,
    timestamp: unixSeconds(options.date_happened),
    host: options.hostname,
    message: options.message,
  });
}

/** Flushes. @returns what went wrong; never rejects, whatever the target does. */
export async function flushTarget(target: RecordingTarget): Promise<Error | undefined> {
  try {
    const report = await target.flush?.();
    if (report === undefined || report.ok) return undefined;
    return report.errors[0] ?? new Error('not everything was accepted');
  } catch (error) {
    return error instanceof Error ? error : new Error('flush() failed', { cause: error });
  }
}
