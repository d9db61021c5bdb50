import type { FaultAnswer } from './faults/fault-answer.js';
import { LocalIntake } from './local-intake.js';
import type { IntakeOptions } from './options.js';
import { resolveIntakeOptions } from './options.js';
import type { IntakeRequest } from './requests/intake-request.js';
import type { StoredSeries } from './store/stored-series.js';

/** A running intake. */
export interface Intake {
  /** Such as `http://127.0.0.1:8282`: what `DD_URL` is set to, and where the page is. */
  readonly url: string;
  readonly port: number;
  /** A copy of everything held, one entry per context, that carries all of the tags given. */
  series(filter?: { metric?: string; tags?: readonly string[] }): StoredSeries[];
  /** Sum over all points of all contexts of the metric that carry all of the tags given. */
  total(metric: string, tags?: readonly string[]): number;
  /**
   * Resolves with the series of the metric once the predicate holds; by default once there is one.
   *
   * @throws {IntakeError} `ERR_WAIT_TIMEOUT` that names what is held, after `timeoutMs` (5000)
   */
  waitFor(
    metric: string,
    predicate?: (series: StoredSeries[]) => boolean,
    options?: { timeoutMs?: number },
  ): Promise<StoredSeries[]>;
  /** The last 1,000 requests that reached an ingest route, newest last. */
  requests(): IntakeRequest[];
  /** Faults for the next requests to an ingest route, in order; then normal service. */
  respondNext(...answers: FaultAnswer[]): void;
  /** Forgets what was stored, the requests and the faults still waiting. */
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
