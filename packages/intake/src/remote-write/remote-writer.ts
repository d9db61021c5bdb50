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
/** What goes is said to be handed on in steps of so much: when a process is killed, one of them is in doubt. */
const stepSeconds = 10;
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
  /** Told, before anything of that goes, up to which unix second all that came so far is handed on. */
  readonly onHandingOn: (tenant: string, until: number) => void;
}

/**
 * Hands on what one tenant sends. One request at a time, so that each series stays in order; what
 * comes meanwhile waits.
 */
export class RemoteWriter implements StoreListener {
  /** Whether what is stored is to be handed on. */
  listens = true;
  readonly #options: ResolvedRemoteWriteOptions;
  readonly #tenant: string;
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
  /** Up to where what came so far is said to be handed on, unix seconds. */
  #saidUntil = -1;

  constructor(options: ResolvedRemoteWriteOptions, tenant: string, parts: RemoteWriterParts) {
    this.#options = options;
    this.#tenant = tenant;
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
    if (!this.listens) return;
    this.#saidUntil = -1;
    this.#queue.add(context, timestamps, values, this.#ledger);
  }

  removed(): void {}

  checked(check: Check): void {
    if (!this.listens) return;
    this.#saidUntil = -1;
    this.#queue.addCheck(check, this.#ledger);
  }

  /** What came so far waits no more up to that unix second: another process handed it on. */
  skip(until: number): void {
    this.#queue.skip(until, this.#ledger);
  }

  /** From now on what is stored counts, and what waits already goes first. @param from unix seconds */
  begin(from: number): void {
    this.listens = true;
    this.#queue.skip(from - 1, this.#ledger);
    this.#ledger = new WriteLedger();
    const { size } = this.#queue;
    if (size === 0) return;
    this.#ledger.enqueue(size);
    const { onNotice } = this.#parts;
    onNotice(`remote write: ${size} samples wait that another process did not hand on`);
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
    for (let until = this.#nextStep(); until !== undefined; until = this.#nextStep()) {
      while (await this.#deliverSome(until));
    }
  }

  /** Up to where goes what goes next, unix seconds; nothing when all went that was asked for. */
  #nextStep(): number | undefined {
    const oldest = this.#queue.oldest();
    if (oldest === Number.POSITIVE_INFINITY || oldest > this.#runUntil) return undefined;
    return Math.min(this.#runUntil, oldest + stepSeconds - 1);
  }

  /** One request. @returns whether there was anything to go */
  async #deliverSome(until: number): Promise<boolean> {
    const ledger = this.#ledger;
    this.#say(until);
    const batch = this.#queue.take(until, maxSamplesPerRequest, ledger);
    if (batch.length === 0) return false;
    this.#underWay = oldestOf(batch);
    await this.#deliver(batch, ledger, { divisions: maxDivisions });
    this.#underWay = Number.POSITIVE_INFINITY;
    this.#lag.at = -1;
    return true;
  }

  /** Not of what does not go any more since this ends. */
  #say(until: number): void {
    if (until <= this.#saidUntil || this.#ended.signal.aborted) return;
    this.#saidUntil = until;
    this.#parts.onHandingOn(this.#tenant, until);
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
