import type { Aggregator, BindingRecorder, Cut, MetricPoint, SinkMode } from '@dogstats/core';
import type { ManualClock } from '@dogstats/core/testing';
import { expect } from 'vitest';
import { makeAggregator } from '../../make-aggregator.js';
import { CallJournal, keyOf, nameOf } from './call-journal.js';
import { ModelServer } from './model-server.js';

export const tags = ['a', 'b'] as const;
export const types = ['count', 'gauge', 'rate', 'histogram', 'set', 'distribution'] as const;
type Type = (typeof types)[number];
type Tag = (typeof tags)[number];

/** Ways of a call without a timestamp: all lead to the same contexts. */
export const ways = ['plain', 'handle', 'scope', 'handle of a scope'] as const;
type Way = (typeof ways)[number];

/** Further back and the mark is given up, with a warning that values may be overwritten. */
const furthestBackMs = 500_000;

/** An aggregator, a sink that reads its cuts in slices, one after the other, and the server. */
export class Scene {
  readonly server: ModelServer;
  readonly #aggregator: Aggregator;
  readonly #clock: ManualClock;
  readonly #journal = new CallJournal();
  readonly #types: readonly Type[];
  readonly #scopes: { readonly [T in Tag]: BindingRecorder };
  readonly #handles = new Map<string, (value: number) => void>();
  #latestMs: number;
  /** What is being read, and the cuts to be made after it. */
  #reading: Iterator<MetricPoint> | undefined;
  readonly #waiting: (() => Cut)[] = [];

  constructor(mode: SinkMode, types: readonly Type[], asDistributions: boolean) {
    this.#types = types;
    const { aggregator, clock } = makeAggregator({ mode, asDistributions });
    this.#aggregator = aggregator;
    const scopeOf = (tag: Tag) => aggregator.scope({ prefix: 'm', tags: [tag] });
    this.#scopes = { a: scopeOf('a'), b: scopeOf('b') };
    this.#clock = clock;
    this.#latestMs = clock.now();
    this.server = new ModelServer(mode, this.#journal);
  }

  /** @param how by a timestamp so many seconds ago, or without one. */
  record(choice: number, tag: Tag, how: number | Way): void {
    const type = this.#types[choice % this.#types.length] as Type;
    const seconds = this.#clock.now() / 1000 - (typeof how === 'number' ? how : 0);
    const bucketStart = Math.floor(seconds / 10) * 10;
    const value = type === 'count' ? this.#journal.nextBit(tag) : this.#journal.calls;
    if (value === undefined) return;
    if (type === 'gauge' || type === 'rate') {
      this.#journal.noteValue(keyOf(nameOf(type), tag, bucketStart));
    }
    const openBefore = this.open;
    const method = type === 'count' ? 'increment' : type;
    if (how === 'plain') this.#aggregator[method](nameOf(type), value, [tag]);
    else if (how === 'scope') this.#scopes[tag][method](type, value);
    else if (typeof how === 'string') this.#handle(type, tag, how)(value);
    else this.#aggregator[method](nameOf(type), value, [tag], { timestamp: seconds });
    this.#journal.enter(bucketStart, this.open === openBefore);
  }

  /** Makes a cut once those before it are read to their end. */
  cut(what: 'all' | 'closed' | 'full' | { readonly beforeAgo: number }): void {
    const { isUnsettled } = this.server;
    const aggregator = this.#aggregator;
    this.#waiting.push(() => {
      if (what === 'all') return aggregator.cutAll(isUnsettled);
      if (what === 'closed') return aggregator.cutClosed(isUnsettled);
      if (what === 'full') return aggregator.cutFull();
      return aggregator.cutBefore(this.#clock.now() / 1000 - what.beforeAgo, isUnsettled);
    });
    this.#beginWaiting();
  }

  /** The next slice of what is being read. */
  read(count: number): void {
    const slice: MetricPoint[] = [];
    while (slice.length < count && this.#reading !== undefined) {
      const { done, value } = this.#reading.next();
      if (done === true) this.#reading = undefined;
      else slice.push(value);
    }
    this.server.take(slice);
    this.#beginWaiting();
  }

  /** The sink breaks off. */
  stopReading(): void {
    this.#reading?.return?.();
    this.#reading = undefined;
    this.#beginWaiting();
  }

  async advance(seconds: number): Promise<void> {
    await this.#clock.advance(seconds * 1000);
    this.#tick();
  }

  step(seconds: number): void {
    if (this.#clock.now() + seconds * 1000 < this.#latestMs - furthestBackMs) return;
    this.#clock.step(seconds);
    this.#tick();
  }

  /** Everything is read, cut and accepted. */
  deliverAll(): void {
    for (let isLeft = true; isLeft; ) {
      while (this.#reading !== undefined) this.read(1);
      this.cut('all');
      while (this.#reading !== undefined) this.read(1);
      isLeft = this.server.settle(0, true);
    }
  }

  /** recorded = accepted + under way + dropped + open + refused. */
  expectBalance(): void {
    const { recorded, open, dropped } = this.#aggregator.stats();
    expect(recorded).toBe(this.#journal.calls);
    const refused = Object.values(dropped).reduce((sum, calls) => sum + calls, 0);
    expect(refused).toBe(this.#journal.refused.size);
    expect(recorded).toBe(refused + open + this.server.handedSamples);
  }

  get open(): number {
    return this.#aggregator.open;
  }

  #tick(): void {
    this.#aggregator.tick();
    this.#latestMs = Math.max(this.#latestMs, this.#clock.now());
  }

  #beginWaiting(): void {
    if (this.#reading === undefined) {
      this.#reading = this.#waiting.shift()?.().points[Symbol.iterator]();
    }
  }

  /** The same handle over and over, so that it outlives its contexts. */
  #handle(type: Type, tag: Tag, how: 'handle' | 'handle of a scope'): (value: number) => void {
    const key = `${how} ${type} ${tag}`;
    const known = this.#handles.get(key);
    if (known !== undefined) return known;
    const record =
      how === 'handle'
        ? recordingOf(this.#aggregator, type, nameOf(type), [tag])
        : recordingOf(this.#scopes[tag], type, type);
    this.#handles.set(key, record);
    return record;
  }
}

function recordingOf(
  recorder: BindingRecorder,
  type: Type,
  name: string,
  tags?: readonly string[],
): (value: number) => void {
  const handle = recorder.handle(type, name, tags);
  if ('increment' in handle) return (value) => handle.increment(value);
  if ('set' in handle) return (value) => handle.set(value);
  if ('record' in handle) return (value) => handle.record(value);
  return (value) => handle.add(value);
}
