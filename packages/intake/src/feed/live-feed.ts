import type { ServerResponse } from 'node:http';
import type { Clock } from '../clock.js';
import type { RequestLog } from '../requests/request-log.js';
import type { SeriesStore } from '../store/series-store.js';
import type { Background } from './background.js';
import { contextFilter } from './context-filter.js';
import { FeedClient } from './feed-client.js';
import { feedTotals } from './feed-totals.js';

/** Seconds of the past that the page shows. */
const windowSeconds = 300;
/** Pages are told at most this often. */
const tickMs = 250;
/** Ticks between two signs of life on a quiet intake. */
const beatTicks = 12;

/** Tells every open page what changed, at most four times a second. Idle without pages. */
export class LiveFeed {
  readonly #store: SeriesStore;
  readonly #requests: RequestLog;
  readonly #clock: Clock;
  readonly #exampleKey: string;
  readonly #background: Background;
  readonly #clients = new Set<FeedClient>();
  #timer: NodeJS.Timeout | undefined;
  #ticks = 0;
  #toldTotal = 0;

  /** @param exampleKey what the page writes into its env line */
  constructor(
    store: SeriesStore,
    requests: RequestLog,
    clock: Clock,
    exampleKey: string,
    background: Background,
  ) {
    this.#store = store;
    this.#requests = requests;
    this.#clock = clock;
    this.#exampleKey = exampleKey;
    this.#background = background;
  }

  /** Turns a response into an event stream: first all there is, then what changes. */
  connect(outgoing: ServerResponse, filterText: string): void {
    outgoing.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    const client = new FeedClient(outgoing, contextFilter(filterText), windowSeconds);
    this.#store.sweep(this.#now());
    client.send('start', { windowSeconds, exampleKey: this.#exampleKey, ...this.#totals() });
    client.snapshot(this.#store, this.#now());
    client.send('settled', {});
    const forget = this.#store.listen(client);
    this.#clients.add(client);
    this.#timer ??= setInterval(() => this.#tick(), tickMs).unref();
    outgoing.once('close', () => {
      forget();
      this.#clients.delete(client);
      if (this.#clients.size === 0) this.#stop();
    });
  }

  close(): void {
    for (const client of this.#clients) client.end();
    this.#stop();
  }

  #stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #tick(): void {
    const beat = this.#ticks++ % beatTicks === 0;
    if (beat) this.#store.sweep(this.#now());
    const told = this.#requests.total === this.#toldTotal;
    this.#toldTotal = this.#requests.total;
    for (const client of this.#clients) {
      client.update(this.#now());
      if (beat || !told) client.send('totals', this.#totals());
    }
  }

  #now(): number {
    return Math.floor(this.#clock.now() / 1_000);
  }

  #totals(): object {
    return feedTotals(this.#store, this.#requests, this.#background, this.#clock.now());
  }
}
