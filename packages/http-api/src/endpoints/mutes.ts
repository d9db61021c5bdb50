import { type Api, asWhole, type Result } from '../api.js';
import { type CallOptions, checkCallOptions, type Id, numberOf, type Time } from '../arguments.js';
import { allMonitors, makeDowntime, readDowntimes } from '../calls/downtimes.js';
import { type Downtime, scopeV1, scopeV2 } from '../convert/downtime.js';
import { cancelDowntime } from './downtimes.js';

/** In the message of every downtime that a mute of ours makes; what tells them from other people's. */
const mark = '[muted by dogstats]';
const everywhere = '*';

export interface MuteOptions extends CallOptions {
  /** Which of its groups, such as `env:staging`; all by default. */
  readonly scope?: string | undefined;
}

/** What an unmute ended. */
export interface Unmuted {
  /** Ids of downtimes; empty when there was none of ours. */
  readonly canceled: readonly string[];
}

/** Mutes one monitor: a downtime today, which it gives. */
export async function muteMonitor(
  api: Api,
  monitorId: Id,
  { scope = everywhere, end, ...options }: MuteOptions & { readonly end?: Time | undefined } = {},
): Promise<Result<Downtime>> {
  checkCallOptions(options);
  const muted = { monitor_id: numberOf(monitorId, 'monitorId') };
  return asWhole(await makeDowntime(api, scope, muted, { ...options, end, message: mark }));
}

/** Ends the mutes of one monitor that `muteMonitor()` made with the same scope. */
export async function unmuteMonitor(
  api: Api,
  monitorId: Id,
  { scope = everywhere, ...options }: MuteOptions = {},
): Promise<Result<Unmuted>> {
  const isMeant = ({ monitor_id }: Downtime): boolean => String(monitor_id) === String(monitorId);
  return unmute(api, scope, isMeant, options);
}

/** Mutes all monitors: a downtime today, which it gives. */
export async function muteMonitors(api: Api, options: CallOptions = {}): Promise<Result<Downtime>> {
  checkCallOptions(options);
  return asWhole(await makeDowntime(api, everywhere, allMonitors, { ...options, message: mark }));
}

/** Ends what `muteMonitors()` or `muteAlerts()` began. */
export async function unmuteMonitors(
  api: Api,
  options: CallOptions = {},
): Promise<Result<Unmuted>> {
  const isMeant = ({ monitor_id, monitor_tags }: Downtime): boolean =>
    monitor_id === null && monitor_tags.length === 1 && monitor_tags[0] === '*';
  return unmute(api, everywhere, isMeant, options);
}

/** The same as `muteMonitors()`: alerts are monitors today. */
export function muteAlerts(api: Api, options?: CallOptions): Promise<Result<Downtime>> {
  return muteMonitors(api, options);
}

/** The same as `unmuteMonitors()`. */
export function unmuteAlerts(api: Api, options?: CallOptions): Promise<Result<Unmuted>> {
  return unmuteMonitors(api, options);
}

async function unmute(
  api: Api,
  scope: string,
  isMeant: (downtime: Downtime) => boolean,
  options: CallOptions,
): Promise<Result<Unmuted>> {
  const wanted = scopeV1(scopeV2(scope)).join();
  const found: string[] = [];
  for await (const downtime of readDowntimes(api, { ...options, currentOnly: true })) {
    const isOurs = downtime.message?.includes(mark) === true;
    if (isOurs && isMeant(downtime) && downtime.scope.join() === wanted) found.push(downtime.id);
  }
  // Not while the list is read: its pages would move.
  for (const id of found) await cancelDowntime(api, id, options);
  return asWhole({ canceled: found });
}
