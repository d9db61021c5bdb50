import type { Check } from '../checks/check.js';
import type { Clock } from '../clock.js';
import { snappyBlock, writeRequest } from '../prometheus/write-request.js';
import type { Context } from '../store/context.js';
import type { StoreListener } from '../store/series-store.js';
import { backOffMs } from './back-off.js';
import type { ResolvedRemoteWriteOptions } from './remote-write-options.js';
import type { RemoteWriteStats } from './remote-write-stats.js';
import { WriteClient, type WriteResult } from './write-client.js';
import { WriteLedger } from './write-ledger.js';
import { type QueuedSeries, WriteQueue } from './write-queue.js';

const tickMs = 1_000;
const pruneTicks = 60;
const maxSamplesPerRequest = 2_000;
/** Requests that one refused for a few of its series may be divided into. */
const maxDivisions = 64;
/** How long the end waits for a store that answers, and for one that does not. */
const closeMs = 5_000;
const closeFailingMs = 500;

const unsent: WriteResult = {
  verdict: 'again',
  status: 0,
  message: 'it was not reached before',
  retryAfterMs: 0,
};

export interface RemoteWriterParts {
  readonly clock: Clock;
  readonly random: () => number;
  /** Told when an attempt fails for the first time, and when one succeeds again. */
  readonly onNotice: (notice: string) => void;
}

/**
 * Hands on what one tenant sends. One request at a time, so that each series stays in order; what
 * comes meanwhile waits.
 */
export class RemoteWriter implements StoreListener {
  readonly #options: ResolvedRemoteWriteOptions;
  readonly #parts: RemoteWriterParts;
  readonly #client: WriteClient;
  readonly #queue: WriteQueue;
  readonly #ended = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #ledger = new WriteLedger();
  #run: Promise<void> | undefined;
  #runUntil = -1;
  #wake: () => void = () => {};
  /** Whether the last attempt is to be repeated. */
  #away = false;
  /** Statuses of what was refused for good. */
  readonly #refusals = new Set<number>();
  #ticks = 0;
  readonly #lag = { at: -1, seconds: 0 };
  /** Unix seconds of the oldest in the request under way. */
  #underWay = Number.POSITIVE_INFINITY;

  constructor(options: ResolvedRemoteWriteOptions, tenant: string, parts: RemoteWriterParts) {
    this.#options = options;
    this.#parts = parts;
    this.#client = new WriteClient(options, tenant || options.tenant);
    this.#queue = new WriteQueue(options.maxQueuedSamples);
    this.#timer = setInterval(() => this.#tick(), tickMs).unref();
    this.#ended.signal.addEventListener('abort', () => this.#wake());
  }

  written(
    context: Context,
    _: number,
    timestamps: readonly number[],
    values: readonly number[],
  ): void {
    this.#queue.add(context, timestamps, values, this.#ledger);
  }

  removed(): void {}

  checked(check: Check): void {
    this.#queue.addCheck(check, this.#ledger);
  }

  stats(): RemoteWriteStats {
    const { drops, taken, sent, queued, requests, retries, lastSentAt, failure } = this.#ledger;
    const busy = this.#away ? 'waiting' : 'sending';
    return {
      url: this.#options.url,
      state: this.#run === undefined ? 'idle' : busy,
      ...{ taken, sent, queued, requests, retries, lastSentAt, failure },
      dropped: drops.map((drop) => ({ ...drop })),
      lagSeconds: this.#lagSeconds(),
    };
  }

  /** Hands on all that waits, settled or not, and resolves once the store has taken or refused it. */
  async flush(): Promise<void> {
    // A run that is just ending has looked at the queue for the last time.
    for (let run = 0; run < 2; run++) await this.#start(Number.POSITIVE_INFINITY);
  }

  /** Forgets what waits and counts anew. A request under way counts no more. */
  clear(): void {
    this.#ledger = new WriteLedger();
    this.#queue.clear();
  }

  /** Tries for a while to hand on what waits. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    const ms = this.#away ? closeFailingMs : closeMs;
    const end = setTimeout(() => this.#ended.abort(), ms);
    this.#wake();
    await this.flush();
    clearTimeout(end);
  }

  #tick(): void {
    if (this.#ticks++ % pruneTicks === 0) this.#queue.prune();
    const until = Math.floor(this.#parts.clock.now() / 1_000) - this.#options.settleSeconds;
    void this.#start(until);
  }

  /** One run at a time; one that is under way goes as far as the furthest that was asked for. */
  #start(until: number): Promise<void> {
    this.#runUntil = Math.max(this.#runUntil, until);
    this.#run ??= this.#deliverAll().finally(() => {
      this.#run = undefined;
      this.#runUntil = -1;
    });
    return this.#run;
  }

  async #deliverAll(): Promise<void> {
    for (;;) {
      const ledger = this.#ledger;
      const batch = this.#queue.take(this.#runUntil, maxSamplesPerRequest, ledger);
      if (batch.length === 0) return;
      this.#underWay = oldestOf(batch);
      await this.#deliver(batch, ledger, { divisions: maxDivisions });
      this.#underWay = Number.POSITIVE_INFINITY;
      this.#lag.at = -1;
    }
  }

  /**
   * Sends a batch until the store has taken or refused it.
   *
   * A store may refuse all for one series that is wrong: then each half is sent by itself.
   */
  async #deliver(
    batch: readonly QueuedSeries[],
    ledger: WriteLedger,
    left: { divisions: number },
  ): Promise<void> {
    const result = await this.#settle(batch, ledger);
    const [first] = batch;
    if (result.verdict === 'taken') ledger.succeed(batch.length, this.#parts.clock.now());
    else if (result.verdict === 'again') {
      const hint = `the intake ended while the store was away: ${failureText(result)}`;
      ledger.drop('closed', batch.length, first?.metric ?? '', hint);
    } else if (result.status === 400 && batch.length > 1 && left.divisions > 0) {
      left.divisions -= 2;
      for (const half of halves(batch)) await this.#deliver(half, ledger, left);
    } else ledger.drop('refused', batch.length, first?.metric ?? '', failureText(result));
  }

  /** Attempts until there is a verdict; `again` only when the intake ends. */
  async #settle(batch: readonly QueuedSeries[], ledger: WriteLedger): Promise<WriteResult> {
    let result: WriteResult = unsent;
    const { signal } = this.#ended;
    const body = signal.aborted ? Buffer.alloc(0) : snappyBlock(writeRequest(batch));
    for (let failures = 0; !signal.aborted; failures++) {
      result = await this.#client.send(body, signal);
      ledger.requests++;
      if (failures > 0) ledger.retries++;
      this.#note(result, ledger);
      if (result.verdict !== 'again' || signal.aborted) break;
      await this.#wait(result.retryAfterMs || backOffMs(failures, this.#parts.random));
    }
    return result;
  }

  /** A store that goes and comes back is told of each time, one that refuses once for each status. */
  #note(result: WriteResult, ledger: WriteLedger): void {
    const { onNotice, clock } = this.#parts;
    const { verdict, status } = result;
    const { url } = this.#options;
    if (verdict === 'taken') {
      if (this.#away) onNotice(`remote write: ${url} takes samples again`);
      this.#away = false;
      return;
    }
    ledger.failure = { at: clock.now(), status, message: failureText(result) };
    const known = verdict === 'again' ? this.#away : this.#refusals.has(status);
    if (!known) onNotice(`remote write: ${url}: ${failureText(result)}`);
    if (verdict === 'again') this.#away = true;
    else this.#refusals.add(status);
  }

  /** Ends early when the intake does. */
  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Looked up once a second at most, as long as nothing goes. */
  #lagSeconds(): number {
    const now = Math.floor(this.#parts.clock.now() / 1_000);
    if (this.#lag.at !== now) {
      const oldest = Math.min(this.#queue.oldest(), this.#underWay);
      const due = now - this.#options.settleSeconds;
      Object.assign(this.#lag, { at: now, seconds: Math.max(0, due - oldest) });
    }
    return this.#lag.seconds;
  }
}

function halves(batch: readonly QueuedSeries[]): (readonly QueuedSeries[])[] {
  const middle = batch.length >>> 1;
  return [batch.slice(0, middle), batch.slice(middle)];
}

/** Unix seconds. */
function oldestOf(batch: readonly QueuedSeries[]): number {
  let oldest = Number.POSITIVE_INFINITY;
  for (const { samples } of batch) oldest = Math.min(oldest, samples[0]?.timestamp ?? oldest);
  return oldest / 1_000;
}

function failureText({ status, message }: WriteResult): string {
  return status === 0 ? message : `answered ${status}${message === '' ? '' : `: ${message}`}`;
}
