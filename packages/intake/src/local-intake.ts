import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { KeyRing } from './auth/key-ring.js';
import type { FaultAnswer } from './faults/fault-answer.js';
import { FaultQueue } from './faults/fault-queue.js';
import { LiveFeed } from './feed/live-feed.js';
import { createApp } from './http/app.js';
import { Ingest } from './http/ingest.js';
import { listen } from './http/listen.js';
import { PageGuard } from './http/page-guard.js';
import { addPageRoutes } from './http/page-routes.js';
import type { Intake } from './intake.js';
import { IntakeError } from './intake-error.js';
import type { ResolvedIntakeOptions } from './options.js';
import type { IntakeRequest } from './requests/intake-request.js';
import { RequestLog } from './requests/request-log.js';
import { SeriesStore } from './store/series-store.js';
import { type StoredSeries, storedSeries } from './store/stored-series.js';
import { Waiters } from './store/waiters.js';

/** Puts the parts together: the store, the door for payloads, the page, the server. */
export class LocalIntake implements Intake {
  readonly #options: ResolvedIntakeOptions;
  readonly #store: SeriesStore;
  readonly #requests = new RequestLog();
  readonly #faults = new FaultQueue();
  readonly #waiters = new Waiters();
  readonly #feed: LiveFeed;
  readonly #server: Server;
  #port = 0;
  #closed: Promise<void> | undefined;

  constructor(options: ResolvedIntakeOptions) {
    this.#options = options;
    this.#store = new SeriesStore(options);
    const keys = new KeyRing(options.apiKeys);
    this.#feed = new LiveFeed(this.#store, this.#requests, options.clock, keys.example);
    const ingest = new Ingest({
      keys,
      clock: options.clock,
      faults: this.#faults,
      store: this.#store,
      retentionSeconds: options.retentionSeconds,
      log: (request) => this.#log(request),
    });
    const app = createApp(ingest);
    addPageRoutes(app, this.#feed, new PageGuard(options.host, keys));
    this.#server = createAdaptorServer({
      fetch: app.fetch,
      // Without this, the adapter would replace the global Request and Response of the process.
      overrideGlobalObjects: false,
      // Longer than a flush interval: else a client meets a connection that is just being closed.
      serverOptions: { keepAliveTimeout: 75_000 },
    }) as Server;
  }

  get url(): string {
    return `http://${reachableHost(this.#options.host)}:${this.#port}`;
  }

  get port(): number {
    return this.#port;
  }

  async start(): Promise<void> {
    this.#port = await listen(this.#server, this.#options.host, this.#options.port);
  }

  series(filter: { metric?: string; tags?: readonly string[] } = {}): StoredSeries[] {
    this.#store.sweep(Math.floor(this.#options.clock.now() / 1_000));
    const { metric, tags = [] } = filter;
    const metrics = metric === undefined ? this.#store.metrics() : this.#store.metricsNamed(metric);
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
    if (this.#closed !== undefined) return Promise.reject(closedError());
    const missing = (): string => `waited for ${metric}; ${this.#summary(metric)}`;
    return this.#waiters.wait(() => this.series({ metric }), predicate, timeoutMs, missing);
  }

  requests(): IntakeRequest[] {
    return this.#requests.entries();
  }

  respondNext(...answers: FaultAnswer[]): void {
    this.#faults.push(answers);
  }

  reset(): void {
    this.#store.clear();
    this.#requests.clear();
    this.#faults.clear();
  }

  close(): Promise<void> {
    this.#closed ??= new Promise((resolve) => {
      this.#waiters.fail(closedError());
      this.#feed.close();
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
    return this.#closed;
  }

  #log(request: IntakeRequest): void {
    this.#requests.add(request);
    this.#waiters.check();
    this.#options.onRequest(request);
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

/** What listens everywhere is reached on loopback. IPv6 needs brackets in an address. */
function reachableHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}

function closedError(): IntakeError {
  return new IntakeError('ERR_CLOSED', 'the intake was closed');
}
