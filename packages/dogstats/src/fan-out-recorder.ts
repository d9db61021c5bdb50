import {
  type BindingRecorder,
  type HandleByType,
  type MetricType,
  plainHandle,
  type RecordOptions,
  type ScopeOptions,
  type Tags,
} from '@dogstats/core';

/** Records everything once for each of several sinks. */
export class FanOutRecorder implements BindingRecorder {
  readonly #recorders: readonly BindingRecorder[];

  constructor(recorders: readonly BindingRecorder[]) {
    this.#recorders = recorders;
  }

  increment(name: string, value?: number, tags?: Tags, options?: RecordOptions): void {
    for (const recorder of this.#recorders) recorder.increment(name, value, tags, options);
  }

  decrement(name: string, value?: number, tags?: Tags, options?: RecordOptions): void {
    for (const recorder of this.#recorders) recorder.decrement(name, value, tags, options);
  }

  gauge(name: string, value: number, tags?: Tags, options?: RecordOptions): void {
    for (const recorder of this.#recorders) recorder.gauge(name, value, tags, options);
  }

  rate(name: string, value: number, tags?: Tags, options?: RecordOptions): void {
    for (const recorder of this.#recorders) recorder.rate(name, value, tags, options);
  }

  histogram(name: string, value: number, tags?: Tags, options?: RecordOptions): void {
    for (const recorder of this.#recorders) recorder.histogram(name, value, tags, options);
  }

  distribution(name: string, value: number, tags?: Tags, options?: RecordOptions): void {
    for (const recorder of this.#recorders) recorder.distribution(name, value, tags, options);
  }

  set(name: string, member: string | number, tags?: Tags, options?: RecordOptions): void {
    for (const recorder of this.#recorders) recorder.set(name, member, tags, options);
  }

  handle<T extends MetricType>(type: T, name: string, tags?: Tags): HandleByType[T] {
    return plainHandle[type](this, name, tags);
  }

  scope(options: ScopeOptions): BindingRecorder {
    return new FanOutRecorder(this.#recorders.map((recorder) => recorder.scope(options)));
  }
}
