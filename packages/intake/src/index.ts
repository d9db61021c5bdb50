export type { Check } from './checks/check.js';
export type { Clock } from './clock.js';
export type { InspectedPayload } from './control/inspect-payload.js';
export type { DogstatsdState, IntakeState, TenantState } from './control/intake-state.js';
export type { DecodedSeries, SeriesType } from './decode/decoded-series.js';
export type { Payload } from './decode/payload.js';
export type { DogstatsdView } from './dogstatsd/dogstatsd-door.js';
export type { DogstatsdOptions } from './dogstatsd/dogstatsd-options.js';
export type { AlertType, IntakeEvent } from './events/event.js';
export type { Fault } from './faults/fault.js';
export type { ListedFault } from './faults/fault-book.js';
export type { FaultRule, FaultTerms } from './faults/fault-rule.js';
export type { RequestMatch } from './faults/request-match.js';
export type { ConnectionCounts } from './http/connections.js';
export type { TlsFiles } from './http/intake-server.js';
export type { Intake } from './intake.js';
export { createIntake } from './intake.js';
export type { IntakeErrorCode } from './intake-error.js';
export { IntakeError } from './intake-error.js';
export type { OpstraceOptions } from './opstrace/opstrace-options.js';
export type { IntakeOptions } from './options.js';
export type { PersistState } from './persist/persist-state.js';
export type { RateLimit } from './rate-limit.js';
export type { RemoteWriteOptions } from './remote-write/remote-write-options.js';
export type {
  RemoteWriteDrop,
  RemoteWriteDropReason,
  RemoteWriteFailure,
  RemoteWriteStats,
} from './remote-write/remote-write-stats.js';
export type { RemoteWriteView } from './remote-write/remote-writers.js';
export type { IntakeRequest } from './requests/intake-request.js';
export type { Drop, DropReason } from './rules/drop.js';
export type { GeneratedSeries, Seed, SeedSeries } from './seed/seed.js';
export type { Seeded } from './seed/sow.js';
export type { Sketch } from './sketch/sketch.js';
export type { Evicted } from './store/evicted.js';
export type { StoredSeries } from './store/stored-series.js';
export type { IntakeView } from './tenants/tenant-view.js';
