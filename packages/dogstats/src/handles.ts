import {
  type BindingRecorder,
  type CounterHandle,
  type GaugeHandle,
  type HandleByType,
  type HistogramHandle,
  type MetricType,
  plainHandle,
  type SetHandle,
  type Tags,
} from '@dogstats/core';
import type { Door } from './door.js';

/** A handle of the recorder behind the door, exchanged when that is another one. */
class Behind<T extends MetricType> {
  readonly #door: Door;
  readonly #type: T;
  readonly #name: string;
  readonly #tags: Tags | undefined;
  #recorder: BindingRecorder | undefined;
  #handle: HandleByType[T];

  constructor(door: Door, type: T, name: string, tags: Tags | undefined) {
    this.#door = door;
    this.#type = type;
    this.#name = name;
    this.#tags = tags;
    this.#handle = plainHandle[type](door.plain, name, tags) as HandleByType[T];
  }

  get handle(): HandleByType[T] {
    const { recorder } = this.#door;
    if (recorder !== this.#recorder) this.#exchange(recorder);
    return this.#handle;
  }

  #exchange(recorder: BindingRecorder | undefined): void {
    this.#recorder = recorder;
    this.#handle =
      recorder === undefined
        ? (plainHandle[this.#type](this.#door.plain, this.#name, this.#tags) as HandleByType[T])
        : recorder.handle(this.#type, this.#name, this.#tags);
  }
}

export function counterHandle(door: Door, name: string, tags?: Tags): CounterHandle {
  const behind = new Behind(door, 'count', name, tags);
  return {
    increment: (value) => behind.handle.increment(value),
    decrement: (value) => behind.handle.decrement(value),
  };
}

export function gaugeHandle(
  door: Door,
  type: 'gauge' | 'rate',
  name: string,
  tags?: Tags,
): GaugeHandle {
  const behind = new Behind(door, type, name, tags);
  return { set: (value) => behind.handle.set(value) };
}

export function histogramHandle(
  door: Door,
  type: 'histogram' | 'distribution',
  name: string,
  tags?: Tags,
): HistogramHandle {
  const behind = new Behind(door, type, name, tags);
  return { record: (value) => behind.handle.record(value) };
}

export function setHandle(door: Door, name: string, tags?: Tags): SetHandle {
  const behind = new Behind(door, 'set', name, tags);
  return { add: (member) => behind.handle.add(member) };
}
