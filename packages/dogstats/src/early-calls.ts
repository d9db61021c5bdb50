import type { BindingRecorder, Clock, Recorder, RecordOptions, ScopeOptions } from '@dogstats/core';
import { within } from './ambient-recorder.js';

/** Calls kept before `start()`; later ones are dropped. */
export const maxEarlyCalls = 10_000;

interface EarlyCall {
  readonly method: keyof Recorder;
  readonly scopes: readonly ScopeOptions[];
  readonly name: string;
  readonly value: never;
  readonly tags: never;
  readonly options: RecordOptions | undefined;
  /** When it was, wall clock of the machine, milliseconds. */
  readonly atMs: number;
}

/** The recording calls that come before `start()`, to be made again when there is a recorder. */
export class EarlyCalls {
  #calls: EarlyCall[] = [];
  #dropped = 0;

  keep(
    method: keyof Recorder,
    scopes: readonly ScopeOptions[],
    name: string,
    value: unknown,
    tags: unknown,
    options: RecordOptions | undefined,
  ): void {
    if (this.#calls.length >= maxEarlyCalls) {
      this.#dropped++;
      return;
    }
    this.#calls.push({
      method,
      scopes,
      name,
      value: value as never,
      tags: copy(tags) as never,
      options: copy(options) as RecordOptions | undefined,
      atMs: Date.now(),
    });
  }

  /** Calls kept. */
  get kept(): number {
    return this.#calls.length;
  }

  /** Calls too many. */
  get dropped(): number {
    return this.#dropped;
  }

  /**
   * Makes the calls, each with the time at which it was first made: as long ago by the given clock
   * as it is by that of the machine, but not before counting began.
   */
  replay(recorder: BindingRecorder, clock: Clock, birthSeconds: number): void {
    const calls = this.#calls;
    this.#calls = [];
    const offsetMs = clock.now() - Date.now();
    const scoped = new Map<readonly ScopeOptions[], Recorder>();
    for (const { method, scopes, name, value, tags, options, atMs } of calls) {
      const atSeconds = Math.max((atMs + offsetMs) / 1000, birthSeconds);
      const target = scoped.get(scopes) ?? within(recorder, scopes);
      scoped.set(scopes, target);
      target[method](name, value, tags, withTimestamp(options, atSeconds));
    }
  }
}

/** Options that say when a call was, unless they say so already. */
function withTimestamp(options: RecordOptions | undefined, timestamp: number): RecordOptions {
  try {
    return { ...options, timestamp: options?.timestamp ?? timestamp };
  } catch {
    // Unreadable; the recorder finds that out, too, and counts the drop.
    return options ?? { timestamp };
  }
}

/** The caller may change what it passed before it is replayed. */
function copy(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  try {
    if (value instanceof Date) return value;
    return Array.isArray(value) ? value.slice() : { ...value };
  } catch {
    // Unreadable; the recorder says so when it is replayed.
    return value;
  }
}
