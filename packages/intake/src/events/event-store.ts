import { randomUUID } from 'node:crypto';
import type { DecodedEvent, IntakeEvent } from './event.js';

/** Ids this far apart stay apart when a client reads them into a double. */
const idStep = 2_048n;

/** The last events taken. */
export class EventStore {
  readonly #maxEvents: number;
  /** By id, oldest first. */
  readonly #events = new Map<string, IntakeEvent>();
  /** Goes on where it stopped: one that is new walks past all that were deleted since the map grew. */
  #fromOldest = this.#events.keys();
  #lastId = 0n;

  /** @param maxEvents past it the oldest goes */
  constructor(maxEvents: number) {
    this.#maxEvents = maxEvents;
  }

  get size(): number {
    return this.#events.size;
  }

  /**
   * Gives an event its id without keeping it: Datadog answers with one before it drops.
   *
   * @param nowMs unix milliseconds
   */
  identify(event: DecodedEvent, nowMs: number): IntakeEvent {
    const uid = randomUUID().replaceAll('-', '');
    return { ...event, id: this.#nextId(nowMs), uid, receivedAt: nowMs };
  }

  add(event: IntakeEvent): void {
    this.#events.set(event.id, event);
    if (this.#events.size <= this.#maxEvents) return;
    const { value: oldest } = this.#fromOldest.next();
    this.#events.delete(oldest ?? '');
  }

  /** By id, also by one that lost its last digits in a double. */
  get(id: string): IntakeEvent | undefined {
    const exact = this.#events.get(id);
    if (exact !== undefined || id === '') return exact;
    const rounded = Number(id);
    for (const event of this.#events.values()) if (Number(event.id) === rounded) return event;
    return undefined;
  }

  /** Oldest first, in the order in which they came. */
  entries(): IntakeEvent[] {
    return [...this.#events.values()];
  }

  clear(): void {
    this.#events.clear();
    this.#fromOldest = this.#events.keys();
  }

  /** Ascending, of 63 bits, as large as Datadog's. */
  #nextId(nowMs: number): string {
    const fromTime = BigInt(Math.floor(nowMs)) << 22n;
    this.#lastId = fromTime > this.#lastId ? fromTime : this.#lastId + idStep;
    return String(this.#lastId);
  }
}
