import type { Api } from '../api.js';
import type { CallOptions, Id, Time } from '../arguments.js';
import { type DashboardSummary, pagesOfSummaries } from '../calls/dashboards.js';
import { type DowntimeFilter, readDowntimes } from '../calls/downtimes.js';
import { type Event, pageOfEvents, type StreamOptions } from '../calls/events.js';
import { type Host, type HostFilter, readHosts } from '../calls/hosts.js';
import { type Monitor, type MonitorFilter, readMonitors } from '../calls/monitors.js';
import type { Downtime } from '../convert/downtime.js';

const pageSize = 100;

/** The events of a span of time one by one, page after page, latest first. */
export async function* eachEvent(
  api: Api,
  start: Time,
  end: Time,
  options: StreamOptions = {},
): AsyncGenerator<Event> {
  for (let page = 0; ; page++) {
    const { events } = await pageOfEvents(api, start, end, options, page);
    if (events.length === 0) return;
    yield* events;
  }
}

/** All monitors one by one, page after page, by ascending id. */
export async function* eachMonitor(api: Api, options: MonitorFilter = {}): AsyncGenerator<Monitor> {
  let last: Id = 0;
  for (;;) {
    const more = { id_offset: last, page_size: pageSize };
    const monitors: Monitor[] = await readMonitors(api, options, more);
    yield* monitors;
    const next: Id | undefined = monitors.at(-1)?.id;
    if (next === undefined || next === last) return;
    last = next;
  }
}

/** All downtimes one by one, page after page. */
export function eachDowntime(api: Api, options: DowntimeFilter = {}): AsyncGenerator<Downtime> {
  return readDowntimes(api, options);
}

/** What is known of all dashboards, of either layout, page after page. */
export function eachDashboard(
  api: Api,
  options: CallOptions = {},
): AsyncGenerator<DashboardSummary> {
  return pagesOfSummaries(api, options);
}

/** All hosts that report one by one, page after page. */
export function eachHost(api: Api, options: HostFilter = {}): AsyncGenerator<Host> {
  return readHosts(api, options);
}
