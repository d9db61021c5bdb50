export type { ApiKey } from '@dogstats/transport/http-client';
export type { Json } from './api.js';
export type { CallOptions, Id, Time } from './arguments.js';
export type { DashboardSummary, DeletedDashboard } from './calls/dashboards.js';
export type { DowntimeFilter, DowntimeOptions } from './calls/downtimes.js';
export type { Event, EventList, StreamOptions } from './calls/events.js';
export type { Host, HostFilter } from './calls/hosts.js';
export type { GroupStateOptions, Monitor, MonitorFilter } from './calls/monitors.js';
export type { Alert, AlertFlags } from './convert/alert.js';
export type { Downtime } from './convert/downtime.js';
export { DogHttpApi, dogHttpApi, type Reply } from './dog-http-api.js';
export type { AlertList, AlertOptions } from './endpoints/alerts.js';
export type { CommentOptions } from './endpoints/comments.js';
export type {
  DashboardOptions,
  Graph,
  TemplateVariable,
  Timeboard,
  TimeboardAnswer,
  TimeboardList,
} from './endpoints/dashboards.js';
export type { DowntimeChanges } from './endpoints/downtimes.js';
export type { EventAnswer, EventOptions } from './endpoints/events.js';
export type { Metric, MetricOptions, Points, TimedValue } from './endpoints/metrics.js';
export type { DeletedMonitor, MonitorOptions } from './endpoints/monitors.js';
export type { MuteOptions, Unmuted } from './endpoints/mutes.js';
export type {
  Screenboard,
  ScreenboardDescription,
  ScreenboardList,
  SharedScreenboard,
} from './endpoints/screenboards.js';
export type { SearchAnswer, SearchResults } from './endpoints/search.js';
export type { ServiceCheckOptions } from './endpoints/service-checks.js';
export type { Snapshot, SnapshotOptions } from './endpoints/snapshots.js';
export type { HostTags, ListedTags, TaggedHosts, TagOptions } from './endpoints/tags.js';
export type { Invited } from './endpoints/users.js';
export {
  AnswerError,
  ApiError,
  BackOffError,
  type Failure,
  isFailure,
  RetiredEndpointError,
} from './errors.js';
export type { DogHttpApiOptions } from './options.js';
export type { RateLimit } from './rate-limits.js';
