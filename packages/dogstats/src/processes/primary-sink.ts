import {
  type Batch,
  type Clock,
  type DeliveryReport,
  DogStatsError,
  DropCounter,
  type DropReason,
  type MetricPoint,
  type Notice,
  type NoticeReport,
  type Sink,
  type SinkStats,
  type Timer,
} from '@dogstats/core';
import { distinctErrors } from '../distinct-errors.js';
import { type HandOver, handOverVersion, isTaken, type Taken } from './hand-over.js';
import type { Link } from './link.js';
import { Outbox, type PartContent, type PartOutcome } from './outbox.js';
import { type PlainPoint, plainPoint, sizeOf } from './plain-point.js';

/** Of one message: what a primary takes in within a few milliseconds. */
const mostPoints = 1000;
const mostBytes = 128 * 1024;

/** Messages that share what gets through when the process ends. */
const lastParts = 16;

/** Without an answer for so long, a part is sent again: a primary that has it already says so. */
const firstWaitMs = 1000;
const longestWaitMs = 10_000;

/** While somebody waits, it is sent again after that. */
const impatienceMs = 200;

/** Without an answer after so many sends something is wrong; before, the primary may be busy. */
const sendsBeforeDoubt = 2;

/** Points that have waited longer the primary could not send any more. */
const longestLifeMs = 55 * 60_000;

export interface PrimarySinkOptions {
  /** Different from that of any other sink. */
  readonly from: string;
  readonly link: Link;
  readonly clock: Clock;
  /** Whether names have a prefix that was set here. */
  readonly isPrefixed: boolean;
  /** The host of what names none, unless it was set here: then the primary's takes its place. */
  readonly impliedHost: string | undefined;
  /** Bound of what waits for the primary. */
  readonly maxBytes: number;
}

/**
 * Hands over to the primary process, which adds up what its workers recorded and sends it once.
 *
 * One part is under way at a time. It is sent until the primary answers; the primary knows which it
 * has taken, so each counts once.
 */
export class PrimarySink implements Sink {
  readonly mode = 'add';
  readonly #options: PrimarySinkOptions;
  readonly #outbox: Outbox;
  readonly #dropped = new DropCounter();
  readonly #stopListening: () => void;
  #accepted = 0;
  /** Sends of the first part that nobody has answered. */
  #sends = 0;
  #sentMs = 0;
  #timer: Timer | undefined;
  #isGone = false;
  #isClosed = false;

  constructor(options: PrimarySinkOptions) {
    this.#options = options;
    this.#outbox = new Outbox(options.maxBytes);
    this.#stopListening = options.link.listen(
      (message) => {
        if (isTaken(message, options.from)) this.#answered(message);
      },
      () => this.#gone(),
    );
  }

  async write({ points }: Batch): Promise<DeliveryReport> {
    const outcomes: Promise<PartOutcome>[] = [];
    for (const part of partsOf(points, this.#options.impliedHost)) {
      if (outcomes.length > 0) await new Promise((resolve) => setImmediate(resolve));
      outcomes.push(this.#hand(part));
    }
    const report = reportOf(await Promise.all(outcomes));
    this.#accepted += report.accepted;
    this.#dropped.addAll(report.dropped);
    return report;
  }

  async deliver(notices: readonly Notice[]): Promise<NoticeReport> {
    const plain = notices.map(({ host, ...notice }) =>
      host === this.#options.impliedHost ? notice : { ...notice, host },
    ) as HandOver['notices'];
    const bytes = JSON.stringify(plain).length;
    const part = { points: [], notices: plain, samples: notices.length, bytes };
    return { ...reportOf([await this.#hand(part)]), eventIds: [] };
  }

  /** Somebody waits: asks again at once. */
  hurry(): void {
    const isOverdue = this.#options.clock.monotonic() - this.#sentMs > impatienceMs;
    if (this.#sends > 0 && isOverdue) this.#send();
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#timer?.cancel();
    this.#stopListening();
    while (this.#outbox.first !== undefined) this.#outbox.drop('shutdown');
  }

  /** Sends all that gets through before the process is gone; nobody will answer. */
  saveNow(points: Iterable<MetricPoint>): number {
    const { link, impliedHost } = this.#options;
    let left = link.lastBytes;
    let lost = 0;
    const send = (part: UnsentPart, number: number): void => {
      const message = this.#message(part, number);
      const bytes = link.lastBytes === Number.POSITIVE_INFINITY ? 0 : bytesOf(message);
      if (bytes <= left && !this.#isGone && link.send(message)) left -= bytes;
      // Of notices there is an account elsewhere.
      else if (part.points.length > 0) lost += part.samples;
    };
    for (const part of this.#outbox) send(part, part.number);
    // A part that does not fit is lost as a whole: small ones use the room up.
    for (const part of partsOf(points, impliedHost, link.lastBytes / lastParts))
      send(part, this.#outbox.nextNumber());
    return lost;
  }

  stats(): SinkStats {
    const doubt = this.#sends > sendsBeforeDoubt && !this.#isGone;
    return {
      accepted: this.#accepted,
      retained: this.#outbox.samples,
      dropped: this.#dropped.counts(),
      errors: doubt ? [silentError()] : [],
      failures: this.#sends,
    };
  }

  #hand(part: UnsentPart): Promise<PartOutcome> {
    const outcome = this.#add(part);
    if (this.#isClosed) this.#outbox.drop('shutdown');
    else if (this.#isGone) this.#outbox.drop('sink_failed', goneError());
    else if (this.#sends === 0) this.#send();
    return outcome;
  }

  #add(part: UnsentPart): Promise<PartOutcome> {
    return new Promise((settle) => {
      this.#outbox.add({ ...part, settle }, this.#options.clock.monotonic());
    });
  }

  #send(): void {
    this.#timer?.cancel();
    const { clock, link } = this.#options;
    this.#expire(clock.monotonic() - longestLifeMs);
    const part = this.#outbox.first;
    if (part === undefined) {
      this.#sends = 0;
      return;
    }
    this.#sends++;
    this.#sentMs = clock.monotonic();
    part.isSent = true;
    if (!link.send(this.#message(part, part.number))) {
      this.#gone();
      return;
    }
    const waitMs = Math.min(firstWaitMs * 2 ** (this.#sends - 1), longestWaitMs);
    this.#timer = clock.setTimeout(() => this.#send(), waitMs);
  }

  #message({ points, notices }: UnsentPart, part: number): HandOver {
    const { from, isPrefixed } = this.#options;
    const type = 'dogstats:hand-over';
    return { type, version: handOverVersion, from, part, isPrefixed, points, notices };
  }

  #answered({ part, accepted, dropped, problem }: Taken): void {
    if (part !== this.#outbox.first?.number) return;
    this.#timer?.cancel();
    this.#sends = 0;
    this.#outbox.settle({ accepted, dropped, error: problem ? refusedError(problem) : undefined });
    if (this.#outbox.first !== undefined) this.#send();
  }

  #expire(beforeMs: number): void {
    while ((this.#outbox.first?.sinceMs ?? Number.POSITIVE_INFINITY) < beforeMs)
      this.#outbox.drop('too_old');
  }

  #gone(): void {
    if (this.#isGone) return;
    this.#isGone = true;
    this.#timer?.cancel();
    for (let part = this.#outbox.first; part !== undefined; part = this.#outbox.first) {
      const reason: DropReason = part.isSent ? 'ambiguous' : 'sink_failed';
      this.#outbox.drop(reason, goneError());
    }
  }
}

type UnsentPart = Omit<PartContent, 'settle'>;

function bytesOf(message: HandOver): number {
  return Buffer.byteLength(JSON.stringify(message));
}

/** A batch in parts that one message each can hold. */
function* partsOf(
  points: Iterable<MetricPoint>,
  impliedHost: string | undefined,
  wantedBytes: number = mostBytes,
): Generator<UnsentPart> {
  let part = { points: [] as PlainPoint[], notices: [], samples: 0, bytes: 0 };
  for (const point of points) {
    // Figures of this client: the primary's own cover what it took.
    if (point.samples === 0) continue;
    const plain = plainPoint(point, impliedHost);
    part.points.push(plain);
    part.samples += point.samples;
    part.bytes += sizeOf(plain);
    if (part.points.length < mostPoints && part.bytes < Math.min(wantedBytes, mostBytes)) continue;
    yield part;
    part = { points: [], notices: [], samples: 0, bytes: 0 };
  }
  if (part.points.length > 0) yield part;
}

function reportOf(outcomes: readonly PartOutcome[]): DeliveryReport {
  const dropped = new DropCounter();
  let accepted = 0;
  for (const outcome of outcomes) {
    accepted += outcome.accepted;
    dropped.addAll(outcome.dropped);
  }
  return {
    ...{ accepted, possiblyDuplicated: 0 },
    dropped: dropped.counts(),
    errors: distinctErrors(outcomes.flatMap(({ error }) => error ?? [])),
  };
}

function silentError(): Error {
  return new DogStatsError(
    'ERR_PRIMARY',
    'the primary does not answer: call dogStats.start() there, in the main thread, with this version of dogstats',
  );
}

function goneError(): Error {
  return new DogStatsError('ERR_PRIMARY', 'the primary is gone, and this worker has no other way');
}

function refusedError(problem: string): Error {
  return new DogStatsError('ERR_PRIMARY', `the primary refuses what it is handed: ${problem}`);
}
