import { DogStatsError } from '@dogstats/transport/http-client';
import { type Api, asWhole, type Result } from '../api.js';
import {
  type CallOptions,
  checkCallOptions,
  checkTexts,
  type Id,
  type Time,
} from '../arguments.js';
import { type Monitor, readMonitor, readMonitors } from '../calls/monitors.js';
import { type Alert, type AlertFlags, alertOf, isAlert, optionsOf } from '../convert/alert.js';
import { type DeletedMonitor, deleteMonitor, monitor, updateMonitor } from './monitors.js';
import { muteMonitor, unmuteMonitor } from './mutes.js';

export interface AlertOptions extends CallOptions, AlertFlags {
  /** Made from the query by default. */
  readonly name?: string | undefined;
  readonly message?: string | undefined;
  /** Whether nobody is notified: a downtime today, made after the alert. */
  readonly silenced?: boolean | undefined;
}

/** The answer to `getAllAlerts()`. */
export interface AlertList {
  readonly alerts: readonly Alert[];
}

/** Makes an alert: a monitor of type `metric alert` today. Gives its id. */
export async function alert(
  api: Api,
  query: string,
  { name, message, silenced, notifyNoData, timeoutH, ...call }: AlertOptions = {},
): Promise<Result<Id, Monitor>> {
  checkCallOptions(call);
  const options = optionsOf({ notifyNoData, timeoutH });
  const made = await monitor(api, 'metric alert', query, { name, message, options, ...call });
  if (silenced === true) {
    await afterwards('made', made.value, () => muteMonitor(api, made.value, call));
  }
  return made;
}

/**
 * Changes an alert; what is left out stays, other settings of the monitor among it. Gives its id.
 *
 * @param options `silenced`: true mutes it, until `silencedTimeoutTs` if given; false ends that
 */
export async function updateAlert(
  api: Api,
  alertId: Id,
  query: string,
  options: AlertOptions & { readonly silencedTimeoutTs?: Time | undefined } = {},
): Promise<Result<Id, Monitor>> {
  const { name, message, silenced, notifyNoData, timeoutH, silencedTimeoutTs, ...call } = options;
  checkTexts({ query });
  checkCallOptions(call);
  const flags = optionsOf({ notifyNoData, timeoutH });
  const settings = flags && { ...(await readMonitor(api, alertId, {}, call)).options, ...flags };
  const changes = { name, message, options: settings, ...call };
  const changed = await updateMonitor(api, alertId, query, changes);
  if (silenced === false) {
    await afterwards('changed', alertId, () => unmuteMonitor(api, alertId, call));
  } else if (silenced === true || silencedTimeoutTs !== undefined) {
    const mute = { end: silencedTimeoutTs, ...call };
    await afterwards('changed', alertId, () => muteMonitor(api, alertId, mute));
  }
  return changed;
}

/** Gives one alert. */
export async function getAlert(
  api: Api,
  alertId: Id,
  options: CallOptions = {},
): Promise<Result<Alert>> {
  return asWhole(alertOf(await readMonitor(api, alertId, { with_downtimes: true }, options)));
}

/** Gives all alerts: the monitors of types `metric alert` and `query alert`. */
export async function getAllAlerts(
  api: Api,
  options: CallOptions = {},
): Promise<Result<readonly Alert[], AlertList>> {
  const monitors = await readMonitors(api, options, { with_downtimes: true });
  const alerts = monitors.filter(isAlert).map(alertOf);
  return { value: alerts, whole: { alerts } };
}

/** Deletes an alert. */
export function deleteAlert(
  api: Api,
  alertId: Id,
  options?: CallOptions,
): Promise<Result<DeletedMonitor>> {
  return deleteMonitor(api, alertId, options);
}

/** Says how far it came when the second step fails: the first one is done. */
async function afterwards(done: string, id: Id, step: () => Promise<unknown>): Promise<void> {
  try {
    await step();
  } catch (error) {
    if (!(error instanceof DogStatsError)) throw error;
    const message = `monitor ${id} is ${done}, but its silence is not: ${error.message}`;
    throw new DogStatsError(error.code, message, { cause: error });
  }
}
