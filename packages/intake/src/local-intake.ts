import { getRequestListener } from '@hono/node-server';
import { Access } from './auth/access.js';
import { KeyRing } from './auth/key-ring.js';
import type { Check } from './checks/check.js';
import { addControlRoutes } from './control/control-routes.js';
import { type InspectedPayload, inspectPayload } from './control/inspect-payload.js';
import { dogstatsdState, type IntakeState, tenantState } from './control/intake-state.js';
import { DogstatsdDoor, type DogstatsdView } from './dogstatsd/dogstatsd-door.js';
import type { IntakeEvent } from './events/event.js';
import { FaultBook, type ListedFault } from './faults/fault-book.js';
import type { FaultRule } from './faults/fault-rule.js';
import { createApp } from './http/app.js';
import { addFeedRoutes } from './http/feed-routes.js';
import { Ingest } from './http/ingest.js';
import { IntakeServer } from './http/intake-server.js';
import { defaultPort } from './http/listen.js';
import { PageGuard } from './http/page-guard.js';
import { addPageRoutes } from './http/page-routes.js';
import type { Intake } from './intake.js';
import { IntakeError } from './intake-error.js';
import { createOpstraceApp } from './opstrace/opstrace-app.js';
import { defaultOpstraceOptions } from './opstrace/opstrace-options.js';
import type { ResolvedIntakeOptions } from './options.js';
import { Persistence } from './persist/persistence.js';
import { RateLimiter } from './rate-limit.js';
import { RemoteWriters, type RemoteWriteView } from './remote-write/remote-writers.js';
import type { IntakeRequest } from './requests/intake-request.js';
import { type LoggedPayload, PayloadLog } from './requests/payload-log.js';
import type { Drop } from './rules/drop.js';
import { readSeed } from './seed/read-seed.js';
import type { Seed } from './seed/seed.js';
import { type Seeded, sow } from './seed/sow.js';
import type { StoredSeries } from './store/stored-series.js';
import { closedError } from './tenants/closed-error.js';
import { type IntakeView, TenantView } from './tenants/tenant-view.js';
import { Tenants } from './tenants/tenants.js';

/** Puts the parts together: the tenants, the door for payloads, the page, the server. */
export class LocalIntake implements Intake {
  readonly #options: ResolvedIntakeOptions;
  readonly #tenants: Tenants;
  readonly #faults: FaultBook;
  readonly #payloads = new PayloadLog();
  readonly #server: IntakeServer;
  /** Of those who name no tenant. */
  readonly #view: IntakeView;
  readonly #ingest: Ingest;
  readonly #remoteWriters: RemoteWriters | undefined;
  #dogstatsd: DogstatsdDoor | undefined;
  #persistence: Persistence | undefined;
  #closed: Promise<void> | undefined;
  /** Aborted when the seeds under way must not go on. */
  #sowing = new AbortController();

  constructor(options: ResolvedIntakeOptions) {
    this.#options = options;
    this.#faults = new FaultBook(options.random);
    const keys = new KeyRing({ ...options.tenants, '': options.apiKeys });
    const applicationKeys = new KeyRing({ '': options.applicationKeys });
    this.#remoteWriters =
      options.remoteWrite &&
      new RemoteWriters(options.remoteWrite, {
        ...options,
        onHandingOn: (tenant, until) => this.#persistence?.handingOn(tenant, until),
      });
    this.#tenants = new Tenants(options, {
      configured: Object.keys(options.tenants),
      exampleKey: keys.example,
      surroundings: {
        payloads: this.#payloads,
        dogstatsd: () => dogstatsdState(this.#dogstatsd),
        onNotice: options.onNotice,
      },
      onNew: (tenant) => {
        this.#remoteWriters?.attach(tenant);
        this.#persistence?.attach(tenant);
      },
    });
    this.#view = this.tenant('');
    const ingest = new Ingest({
      access: new Access(keys, applicationKeys, Object.keys(options.tenants)),
      clock: options.clock,
      tenants: this.#tenants,
      acceptPastSeconds: options.acceptPastSeconds,
      onRequest: (request, body) => {
        this.#payloads.add(request, body);
        options.onRequest(request);
      },
      onStored: (tenant, stored) => this.#persistence?.stored(tenant, stored),
    });
    this.#ingest = ingest;
    const app =
      options.compat === 'datadog'
        ? createApp(ingest)
        : createOpstraceApp(
            ingest,
            { ...defaultOpstraceOptions, ...options.opstrace },
            options.maxSeries,
          );
    addControlRoutes(app, this, keys);
    const guard = new PageGuard(options.host, keys);
    addFeedRoutes(app, this.#tenants, this.#payloads, guard);
    addPageRoutes(app, guard);
    // Else the adapter would replace the global Request and Response of the process.
    const serve = getRequestListener(app.fetch, { overrideGlobalObjects: false });
    this.#server = new IntakeServer({
      host: options.host,
      tls: options.tls,
      headTimeoutMs: options.headTimeoutMs,
      bodyTimeoutMs: options.bodyTimeoutMs,
      answerTimeoutMs: options.answerTimeoutMs,
      faults: this.#faults,
      limiter: options.rateLimit && new RateLimiter(options.rateLimit, options.clock),
      serve: (incoming, outgoing) => void serve(incoming, outgoing),
      onUnserved: (unserved) => ingest.noteUnserved(unserved),
    });
  }

  get url(): string {
    const scheme = this.#options.tls === undefined ? 'http' : 'https';
    return `${scheme}://${reachableHost(this.#options.host)}:${this.port}`;
  }

  get port(): number {
    return this.#server.port;
  }

  get dogstatsd(): DogstatsdView | undefined {
    return this.#dogstatsd;
  }

  get remoteWrite(): RemoteWriteView | undefined {
    return this.#remoteWriters;
  }

  async start(): Promise<void> {
    const { dogstatsd, clock, onRequest, onNotice, port, retentionSeconds } = this.#options;
    try {
      this.#takeUpFile();
      this.#remoteWriters?.begin(Math.floor(clock.now() / 1_000) - retentionSeconds);
      if (dogstatsd !== undefined) {
        this.#dogstatsd = await DogstatsdDoor.open(dogstatsd, clock, (batch) =>
          onRequest(this.#ingest.takeDogstatsd(batch)),
        );
      }
      await this.#server.start(port);
      if (port === undefined && this.port !== defaultPort) {
        onNotice(`port ${defaultPort} is taken: listening on ${this.port}`);
      }
    } catch (error) {
      await this.#closeBehind();
      throw error;
    }
  }

  #takeUpFile(): void {
    const { persist } = this.#options;
    if (persist === undefined) return;
    this.#persistence = new Persistence(persist, {
      ...this.#options,
      tenants: this.#tenants,
      writers: this.#remoteWriters,
    });
    for (const tenant of this.#tenants.all()) this.#persistence.attach(tenant);
    this.#persistence.load();
  }

  tenant(name: string): IntakeView {
    return new TenantView(this.#tenants.named(name), () => this.#closed !== undefined);
  }

  series(filter?: { metric?: string; tags?: readonly string[] }): StoredSeries[] {
    return this.#view.series(filter);
  }

  total(metric: string, tags?: readonly string[]): number {
    return this.#view.total(metric, tags);
  }

  waitFor(...wait: Parameters<IntakeView['waitFor']>): Promise<StoredSeries[]> {
    return this.#view.waitFor(...wait);
  }

  events(): IntakeEvent[] {
    return this.#view.events();
  }

  checks(): Check[] {
    return this.#view.checks();
  }

  requests(): IntakeRequest[] {
    return this.#view.requests();
  }

  drops(): Drop[] {
    return this.#view.drops();
  }

  payloads({ after = 0, limit = 20 }: { after?: number; limit?: number } = {}): InspectedPayload[] {
    return this.loggedPayloads(after, limit).map(inspectPayload);
  }

  loggedPayloads(after: number, limit: number): LoggedPayload[] {
    return this.#payloads.after(after, limit);
  }

  async seed(seed: Seed): Promise<Seeded> {
    const plan = readSeed(seed, this.#options);
    const tenant = this.#tenants.named(plan.tenant);
    return sow(this.#ingest, tenant, plan, this.#options, this.#sowing.signal);
  }

  state(): IntakeState {
    return {
      now: this.#options.clock.now(),
      connections: this.#server.connections,
      faults: this.faults(),
      dogstatsd: dogstatsdState(this.#dogstatsd),
      persist: this.#persistence?.state() ?? null,
      tenants: this.#tenants.all().map(tenantState),
    };
  }

  respondNext(...faults: FaultRule[]): void {
    this.addFaults(...faults.map((fault) => ({ count: 1, ...fault })));
  }

  addFaults(...faults: FaultRule[]): ListedFault[] {
    const added = this.#faults.add(faults);
    if (added.some(({ rule }) => 'resetOnConnect' in rule)) this.#server.closeIdleConnections();
    return added;
  }

  faults(): ListedFault[] {
    return this.#faults.list();
  }

  removeFault(id: number): boolean {
    return this.#faults.remove(id);
  }

  clearFaults(): void {
    this.#faults.clear();
  }

  stopListening(): Promise<void> {
    return this.#server.stopListening();
  }

  listenAgain(): Promise<void> {
    return this.#server.listenAgain();
  }

  reset(): void {
    this.#sowing.abort(
      new IntakeError('ERR_CLOSED', 'the intake was reset under way: seed it again'),
    );
    this.#sowing = new AbortController();
    this.#dogstatsd?.clear();
    for (const tenant of this.#tenants.all()) tenant.clear();
    this.#persistence?.clear();
    this.#faults.clear();
    this.#payloads.clear();
    this.#server.reset();
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#sowing.abort(closedError());
    for (const tenant of this.#tenants.all()) tenant.close(closedError());
    await this.#server.close();
    await this.#ingest.close();
    await this.#closeBehind();
  }

  /** What comes by HTTP has ended. */
  async #closeBehind(): Promise<void> {
    await this.#dogstatsd?.close();
    // The file is told how far the store has come.
    await this.#remoteWriters?.close();
    await this.#persistence?.close();
  }
}

/** What listens everywhere is reached on loopback. IPv6 needs brackets in an address. */
function reachableHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}
