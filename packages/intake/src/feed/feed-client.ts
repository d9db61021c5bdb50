import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { FeedParts, FeedView } from './feed-view.js';
import { openView } from './open-view.js';
import { Overtaken, Pass } from './pass.js';
import type { Watch } from './watch.js';

/** A page that reads slower than this is skipped until it has caught up. */
const maxUnreadBytes = 1024 * 1024;
/** Of the time at most this share goes into telling one page. */
const share = 0.2;

/**
 * One open page: what it looks at, and the stream that it is told by. It says what it looks at when it
 * connects and again whenever that changes, so that it is never sent more than it shows.
 */
export class FeedClient {
  /** Known to this page only: what it looks at is changed by it. */
  readonly id: string = randomUUID();
  readonly #outgoing: ServerResponse;
  readonly #parts: FeedParts;
  #watch: Watch;
  #view: FeedView;
  #restUntil = 0;
  #forgotten = false;
  /** What is worked on at the moment, and its end. */
  #pass: Pass | undefined;
  #running: Promise<void> = Promise.resolve();
  #looks = 0;
  readonly #onFailure: (error: unknown) => void;

  /** @param onFailure told what a view could not be told for; the stream is at its end then */
  constructor(
    outgoing: ServerResponse,
    parts: Omit<FeedParts, 'send'>,
    watch: Watch,
    onFailure: (error: unknown) => void = () => {},
  ) {
    this.#outgoing = outgoing;
    this.#onFailure = onFailure;
    this.#parts = { ...parts, send: (event, data) => this.send(event, data) };
    this.#watch = watch;
    this.#view = openView(this.#parts, watch);
  }

  /** What the page looks at from now on; it is told at once. @param nowMs unix milliseconds */
  async look(watch: Watch, nowMs: number): Promise<void> {
    const turn = ++this.#looks;
    while (this.#pass !== undefined) {
      this.#pass.overtake();
      await this.#running;
    }
    // Of several that waited the last one counts.
    if (this.#forgotten || turn !== this.#looks) return;
    if (watch.view === this.#watch.view) this.#view.change(watch);
    else {
      this.#view.close();
      this.#view = openView(this.#parts, watch);
    }
    this.#watch = watch;
    this.#restUntil = 0;
    this.update(nowMs);
  }

  /** Tells what changed, unless that took so much time lately that others would suffer. */
  update(nowMs: number): void {
    if (this.#pass !== undefined || performance.now() < this.#restUntil || this.#isBehind) return;
    this.#running = this.#tellWhatChanged(new Pass(nowMs));
  }

  async #tellWhatChanged(pass: Pass): Promise<void> {
    this.#pass = pass;
    try {
      await this.#view.update(pass);
    } catch (error) {
      if (!(error instanceof Overtaken)) {
        this.#onFailure(error);
        this.end();
      }
    } finally {
      this.#pass = undefined;
      const { busyMs } = pass;
      this.#restUntil = performance.now() + busyMs / share;
    }
  }

  /** Tells the figures, which a page that is behind gets with the next ones. */
  tell(totals: object): void {
    if (!this.#isBehind) this.send('totals', totals);
  }

  get #isBehind(): boolean {
    return this.#outgoing.writableLength > maxUnreadBytes;
  }

  send(event: string, data: unknown): void {
    this.#outgoing.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  /** Ends the stream; the page connects again. */
  end(): void {
    this.#forgotten = true;
    this.#pass?.overtake();
    this.#outgoing.end();
  }

  /** The page is gone. */
  forget(): void {
    this.#forgotten = true;
    this.#pass?.overtake();
    this.#view.close();
  }
}
