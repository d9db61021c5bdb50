import { CheckStore } from '../checks/check-store.js';
import type { Clock } from '../clock.js';
import { EventStore } from '../events/event-store.js';
import type { Background } from '../feed/background.js';
import type { FeedSurroundings } from '../feed/feed-view.js';
import { LiveFeed } from '../feed/live-feed.js';
import { MetadataStore } from '../metadata/metadata-store.js';
import type { IntakeRequest } from '../requests/intake-request.js';
import { RequestLog } from '../requests/request-log.js';
import { SeriesStore, type StoreLimits } from '../store/series-store.js';
import { Waiters } from '../store/waiters.js';
import { Turnstile } from '../turnstile.js';

export interface TenantOptions extends StoreLimits {
  readonly maxEvents: number;
  readonly maxChecks: number;
  readonly clock: Clock;
}

/** All that is held of one tenant. Tenants share nothing. */
export class Tenant {
  /** '' is the one that those belong to who name none. */
  readonly name: string;
  readonly clock: Clock;
  readonly store: SeriesStore;
  readonly events: EventStore;
  readonly checks: CheckStore;
  readonly metadata: MetadataStore;
  readonly requests: RequestLog = new RequestLog();
  readonly waiters: Waiters = new Waiters();
  /** What bodies pass one at a time: the value that came last has to win. */
  readonly bodies: Turnstile = new Turnstile();
  readonly background: Background = {};
  /** What the page writes into its env line. */
  readonly exampleKey: string;
  readonly feed: LiveFeed;
  readonly #onClear: (() => void)[] = [];
  #clears = 0;

  constructor(
    name: string,
    options: TenantOptions,
    exampleKey: string,
    surroundings: FeedSurroundings,
  ) {
    this.name = name;
    this.clock = options.clock;
    this.store = new SeriesStore(options);
    this.events = new EventStore(options.maxEvents);
    this.checks = new CheckStore(options.maxChecks);
    this.metadata = new MetadataStore(options.maxSeries);
    this.exampleKey = exampleKey;
    this.feed = new LiveFeed(this, surroundings);
  }

  /** Times that everything was forgotten. */
  get clears(): number {
    return this.#clears;
  }

  /** Calls `forget` whenever everything is forgotten. */
  onClear(forget: () => void): void {
    this.#onClear.push(forget);
  }

  /** Keeps what became of a request, and wakes those who wait for what it brought. */
  log(request: IntakeRequest): void {
    this.requests.add(request);
    this.waiters.check();
  }

  clear(): void {
    this.#clears++;
    this.store.clear();
    this.events.clear();
    this.checks.clear();
    this.metadata.clear();
    this.requests.clear();
    for (const forget of this.#onClear) forget();
  }

  /** @param error what those get who still wait */
  close(error: Error): void {
    this.waiters.fail(error);
    this.feed.close();
  }
}
