import type { Check } from '../checks/check.js';
import type { IntakeEvent } from '../events/event.js';
import type { IntakeRequest } from '../requests/intake-request.js';
import type { Drop } from '../rules/drop.js';
import { type StoredSeries, storedSeries } from '../store/stored-series.js';
import { closedError } from './closed-error.js';
import type { Tenant } from './tenant.js';

/** What an intake holds of one tenant, for tests. */
export interface IntakeView {
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
  /** The last events (`maxEvents`), oldest first. Ids are text: they have 64 bits. */
  events(): IntakeEvent[];
  /** The last runs of service checks (`maxChecks`), oldest first. */
  checks(): Check[];
  /** The last 1,000 requests that reached an ingest route, newest last. */
  requests(): IntakeRequest[];
  /** What was dropped after a 202 since the start or the last `reset`, one entry per reason. */
  drops(): Drop[];
}

export class TenantView implements IntakeView {
  readonly #tenant: Tenant;
  readonly #isClosed: () => boolean;

  constructor(tenant: Tenant, isClosed: () => boolean) {
    this.#tenant = tenant;
    this.#isClosed = isClosed;
  }

  series(filter: { metric?: string; tags?: readonly string[] } = {}): StoredSeries[] {
    const { store, clock } = this.#tenant;
    store.sweep(Math.floor(clock.now() / 1_000));
    const { metric, tags = [] } = filter;
    const metrics = metric === undefined ? store.metrics() : store.metricsNamed(metric);
    const found: StoredSeries[] = [];
    for (const { contexts } of metrics) {
      for (const context of contexts) if (context.hasTags(tags)) found.push(storedSeries(context));
    }
    return found;
  }

  total(metric: string, tags: readonly string[] = []): number {
    let total = 0;
    for (const { points } of this.series({ metric, tags })) {
      for (const point of points) total += point.value;
    }
    return total;
  }

  waitFor(
    metric: string,
    predicate: (series: StoredSeries[]) => boolean = (series) => series.length > 0,
    { timeoutMs = 5_000 }: { timeoutMs?: number } = {},
  ): Promise<StoredSeries[]> {
    if (this.#isClosed()) return Promise.reject(closedError());
    const missing = (): string => `waited for ${metric}; ${this.#summary(metric)}`;
    return this.#tenant.waiters.wait(() => this.series({ metric }), predicate, timeoutMs, missing);
  }

  events(): IntakeEvent[] {
    return this.#tenant.events.entries();
  }

  checks(): Check[] {
    return this.#tenant.checks.entries();
  }

  requests(): IntakeRequest[] {
    return this.#tenant.requests.entries();
  }

  drops(): Drop[] {
    return this.#tenant.requests.drops();
  }

  /** What is held, for the message of a wait that timed out. */
  #summary(metric: string): string {
    const held = this.series({ metric });
    if (held.length > 0) return `held of it: ${JSON.stringify(held).slice(0, 1_000)}`;
    const names = [...new Set(this.series().map((series) => series.metric))];
    const refused = this.requests().filter(({ errors }) => errors.length > 0);
    const problems = refused.length === 0 ? '' : `; last refusal: ${refused.at(-1)?.errors[0]}`;
    return `held: ${names.slice(0, 50).join(', ') || 'nothing'}${problems}`;
  }
}
