import type { Json } from '../api.js';
import type { Monitor } from '../calls/monitors.js';

/** What dogapi's alerts had, and where monitors have it. `silenced` is a downtime today. */
export interface AlertFlags {
  readonly notifyNoData?: boolean | undefined;
  /** Hours after which an alert that stays resolves by itself. */
  readonly timeoutH?: number | undefined;
}

/** A monitor with the fields of an alert beside its own. */
export interface Alert extends Monitor {
  readonly silenced: boolean;
  readonly notify_no_data: boolean;
  /** Null when it never resolves by itself. */
  readonly timeout_h: number | null;
}

/** Types of monitors that alerts became. */
const alertTypes: ReadonlySet<string> = new Set(['metric alert', 'query alert']);

/** What `options` of a monitor has to have; nothing when no flag is given. */
export function optionsOf({ notifyNoData, timeoutH }: AlertFlags): Json | undefined {
  const options = {
    ...(notifyNoData === undefined ? {} : { notify_no_data: notifyNoData }),
    ...(timeoutH === undefined ? {} : { timeout_h: timeoutH }),
  };
  return Object.keys(options).length === 0 ? undefined : options;
}

export function isAlert({ type }: Monitor): boolean {
  return alertTypes.has(type);
}

/** @param monitor read with its downtimes. */
export function alertOf(monitor: Monitor): Alert {
  const { notify_no_data, timeout_h, silenced } = monitor.options ?? {};
  const { matching_downtimes } = monitor as { readonly matching_downtimes?: unknown };
  const isMuted = Array.isArray(matching_downtimes) && matching_downtimes.length > 0;
  return {
    ...monitor,
    silenced: isMuted || Object.keys((silenced ?? {}) as object).length > 0,
    notify_no_data: notify_no_data === true,
    timeout_h: typeof timeout_h === 'number' ? timeout_h : null,
  };
}
