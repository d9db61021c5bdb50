import type { ServerResponse } from 'node:http';
import type { Tenant } from '../tenants/tenant.js';
import { FeedClient } from './feed-client.js';
import { feedTotals } from './feed-totals.js';
import type { FeedSurroundings } from './feed-view.js';
import type { Watch } from './watch.js';

/** Pages are told at most this often. */
const tickMs = 250;
/** Ticks between two signs of life on a quiet intake. */
const beatTicks = 12;

/** Tells every open page of a tenant what changed, at most four times a second. Idle without pages. */
export class LiveFeed {
  readonly #tenant: Tenant;
  readonly #surroundings: FeedSurroundings;
  readonly #clients = new Map<string, FeedClient>();
  #timer: NodeJS.Timeout | undefined;
  #ticks = 0;
  #toldTotal = 0;
  /** The page connects again each second. */
  readonly #toldFailures = new Set<string>();

  constructor(tenant: Tenant, surroundings: FeedSurroundings) {
    this.#tenant = tenant;
    this.#surroundings = surroundings;
  }

  /** Turns a response into an event stream: first all that is looked at, then what changes. */
  connect(outgoing: ServerResponse, watch: Watch): void {
    outgoing.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    const { store, clock, exampleKey } = this.#tenant;
    const parts = { tenant: this.#tenant, surroundings: this.#surroundings };
    const client = new FeedClient(outgoing, parts, watch, (error) => this.#tellFailure(error));
    store.sweep(this.#now());
    client.send('start', { id: client.id, exampleKey, ...this.#totals() });
    client.update(clock.now());
    this.#clients.set(client.id, client);
    this.#timer ??= setInterval(() => this.#tick(), tickMs).unref();
    outgoing.once('close', () => {
      client.forget();
      this.#clients.delete(client.id);
      if (this.#clients.size === 0) this.#stop();
    });
  }

  /** An open page looks at something else. @returns false when there is no such page */
  look(id: string, watch: Watch): boolean {
    const client = this.#clients.get(id);
    void client?.look(watch, this.#tenant.clock.now());
    return client !== undefined;
  }

  close(): void {
    for (const client of this.#clients.values()) client.end();
    this.#stop();
  }

  #stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #tick(): void {
    const { store, requests, clock } = this.#tenant;
    const beat = this.#ticks++ % beatTicks === 0;
    if (beat) store.sweep(this.#now());
    const told = requests.total === this.#toldTotal;
    this.#toldTotal = requests.total;
    for (const client of this.#clients.values()) {
      client.update(clock.now());
      if (beat || !told) client.tell(this.#totals());
    }
  }

  #tellFailure(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    if (this.#toldFailures.has(message)) return;
    this.#toldFailures.add(message);
    this.#surroundings.onNotice?.(`page: a view failed, please report it: ${message}`);
  }

  #now(): number {
    return Math.floor(this.#tenant.clock.now() / 1_000);
  }

  #totals(): object {
    const { store, requests, background, clock } = this.#tenant;
    return feedTotals(store, requests, background, clock.now());
  }
}
