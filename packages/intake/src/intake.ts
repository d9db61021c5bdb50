import type { InspectedPayload } from './control/inspect-payload.js';
import type { IntakeState } from './control/intake-state.js';
import type { DogstatsdView } from './dogstatsd/dogstatsd-door.js';
import type { ListedFault } from './faults/fault-book.js';
import type { FaultRule } from './faults/fault-rule.js';
import { LocalIntake } from './local-intake.js';
import type { IntakeOptions } from './options.js';
import { resolveIntakeOptions } from './options.js';
import type { RemoteWriteView } from './remote-write/remote-writers.js';
import type { Seed } from './seed/seed.js';
import type { Seeded } from './seed/sow.js';
import type { IntakeView } from './tenants/tenant-view.js';

/** A running intake, and what it holds of those who name no tenant. */
export interface Intake extends IntakeView {
  /** Such as `http://127.0.0.1:8282`: what `DD_URL` is set to, and where the page is. */
  readonly url: string;
  readonly port: number;
  /** Where DogStatsD is taken; `undefined` without the option. */
  readonly dogstatsd: DogstatsdView | undefined;
  /** How it goes with the store behind; `undefined` without the option. */
  readonly remoteWrite: RemoteWriteView | undefined;
  /** What is held of one tenant. */
  tenant(name: string): IntakeView;
  /**
   * Faults for the next requests to an ingest route, in order; then normal service.
   *
   * @throws {IntakeError} `ERR_OPTIONS`
   */
  respondNext(...faults: FaultRule[]): void;
  /**
   * Faults for all requests that match, until they are used up or cleared.
   *
   * @throws {IntakeError} `ERR_OPTIONS`
   */
  addFaults(...faults: FaultRule[]): ListedFault[];
  /** The faults that are on, in order. */
  faults(): ListedFault[];
  clearFaults(): void;
  /**
   * The last requests to an ingest route with what they carried and what was wrong with it, oldest
   * first: at most `limit` (20) after the one with the id `after`. The last 200 are kept, up to
   * 16 MiB as they were sent.
   */
  payloads(options?: { after?: number; limit?: number }): InspectedPayload[];
  /**
   * Loads history, as old as the retention allows: series as they are, and series made up.
   *
   * @throws {IntakeError} `ERR_OPTIONS`; `ERR_CLOSED` when the intake is closed, or is closed or reset
   *   meanwhile: what was loaded by then stays, or is gone with the reset
   */
  seed(seed: Seed): Promise<Seeded>;
  /** Figures: connections, faults, and what is held of each tenant. */
  state(): IntakeState;
  /** Closes the port and every connection, for an outage. */
  stopListening(): Promise<void>;
  /** Ends that, on the same port. */
  listenAgain(): Promise<void>;
  /** Forgets what was stored, the requests and the faults still waiting, of all tenants; counts anew. */
  reset(): void;
  /** Ends every connection and stops listening. May be called again. */
  close(): Promise<void>;
}

/**
 * Starts an intake; it is listening when the promise resolves.
 *
 * @throws {IntakeError} `ERR_OPTIONS`, `ERR_PORT_TAKEN`
 */
export async function createIntake(options: IntakeOptions = {}): Promise<Intake> {
  const intake = new LocalIntake(resolveIntakeOptions(options));
  await intake.start();
  return intake;
}
