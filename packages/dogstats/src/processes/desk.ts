import { DropCounter, type DropReason, type MetricPoint } from '@dogstats/core';
import { type HandOverLike, handOverVersion, isRecord, type Taken } from './hand-over.js';
import { callsOf, readPoint } from './read-point.js';

/** What an instance does with what workers hand over; each says why it does not take one. */
export interface Receiver {
  /** There are workers, or will be: what they hand over comes a little late. */
  expectWorkers(): void;
  takePoint(point: MetricPoint, from: PointOrigin): DropReason | undefined;
  takeNotice(notice: { readonly [field: string]: unknown }): DropReason | undefined;
}

/** What a worker leaves to its primary. */
export interface PointOrigin {
  readonly isPrefixed: boolean;
  readonly hasHost: boolean;
}

/** Sinks whose last part is remembered; more of them a process hardly ever has. */
const mostSenders = 10_000;

/** More than a worker puts into one message. */
const mostInPart = 50_000;

/** Takes hand-overs, each part once, whatever is in them. */
export class Desk {
  /** By sink: what was answered to its latest part. */
  readonly #answers = new Map<string, Taken>();

  /** @returns the answer, which is the same for a part that was taken before; never throws. */
  take(handOver: HandOverLike, receiver: Receiver): Taken {
    const { from, part } = handOver;
    const last = this.#answers.get(from);
    // Parts come in order, so one that is older is not waited for any more.
    if (last !== undefined && part <= last.part) return last;
    const answer = answerTo(handOver, receiver);
    this.#answers.delete(from);
    this.#answers.set(from, answer);
    if (this.#answers.size > mostSenders) this.#forgetOldest();
    return answer;
  }

  #forgetOldest(): void {
    for (const from of this.#answers.keys()) {
      this.#answers.delete(from);
      return;
    }
  }
}

function answerTo(handOver: HandOverLike, receiver: Receiver): Taken {
  const { from, part } = handOver;
  const points = listOf(handOver['points']);
  const notices = listOf(handOver['notices']);
  const type = 'dogstats:taken';
  const answer = { type, version: handOverVersion, to: from, part } as const;
  if (handOver['version'] !== handOverVersion) {
    const calls = points.reduce((sum: number, point) => sum + callsOf(point), notices.length);
    const problem = 'the primary and this worker run different versions of dogstats';
    return { ...answer, accepted: 0, dropped: { sink_failed: calls }, problem };
  }
  const dropped = new DropCounter();
  let accepted = 0;
  const count = (calls: number, reason: DropReason | undefined): void => {
    if (reason === undefined) accepted += calls;
    else dropped.add(reason, calls);
  };
  for (const point of points) {
    count(callsOf(point), takePoint(point, handOver['isPrefixed'] === true, receiver));
  }
  for (const notice of notices) count(1, takeNotice(notice, receiver));
  return { ...answer, accepted, dropped: dropped.counts() };
}

function takePoint(
  message: unknown,
  isPrefixed: boolean,
  receiver: Receiver,
): DropReason | undefined {
  try {
    const read = readPoint(message);
    if (read === undefined) return 'invalid_arguments';
    return receiver.takePoint(read.point, { isPrefixed, hasHost: read.hasHost });
  } catch {
    return 'invalid_arguments';
  }
}

function takeNotice(message: unknown, receiver: Receiver): DropReason | undefined {
  try {
    return isRecord(message) ? receiver.takeNotice(message) : 'invalid_arguments';
  } catch {
    return 'invalid_arguments';
  }
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value.slice(0, mostInPart) : [];
}
