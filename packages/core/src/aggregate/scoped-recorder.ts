import type { MetricType } from '../metric/metric-type.js';
import type { Tags } from '../normalize/tags.js';
import { bindHandle, type HandleSource } from './bound-handles.js';
import type { HandleByType } from './handles.js';
import type { BindingRecorder, RecordOptions } from './recorder.js';
import type { Scope, ScopeOptions } from './scope.js';
import type { SlowPath } from './slow-path.js';

/** What all scopes of an aggregator record with. */
interface ScopeTarget extends HandleSource {
  readonly slowPath: SlowPath;
}

/** Records to an aggregator in a scope of its own. */
export class ScopedRecorder implements BindingRecorder {
  readonly #target: ScopeTarget;
  readonly #scope: Scope;

  constructor(target: ScopeTarget, scope: Scope) {
    this.#target = target;
    this.#scope = scope;
  }

  increment(name: string, value = 1, tags?: Tags, options?: RecordOptions): void {
    this.#record('count', name, value, tags, options);
  }

  decrement(name: string, value = 1, tags?: Tags, options?: RecordOptions): void {
    this.increment(name, typeof value === 'number' ? -value : value, tags, options);
  }

  gauge(name: string, value: number, tags?: Tags, options?: RecordOptions): void {
    this.#record('gauge', name, value, tags, options);
  }

  rate(name: string, value: number, tags?: Tags, options?: RecordOptions): void {
    this.#record('rate', name, value, tags, options);
  }

  histogram(name: string, value: number, tags?: Tags, options?: RecordOptions): void {
    this.#record('histogram', name, value, tags, options);
  }

  distribution(name: string, value: number, tags?: Tags, options?: RecordOptions): void {
    this.#record('distribution', name, value, tags, options);
  }

  set(name: string, member: string | number, tags?: Tags, options?: RecordOptions): void {
    this.#record('set', name, member, tags, options);
  }

  handle<T extends MetricType>(type: T, name: string, tags?: Tags): HandleByType[T] {
    return bindHandle(this.#target, this.#scope.index(type), this, type, name, tags);
  }

  scope(options: ScopeOptions): BindingRecorder {
    return new ScopedRecorder(this.#target, this.#scope.inner(options));
  }

  #record(
    type: MetricType,
    name: string,
    value: string | number,
    tags: Tags | undefined,
    options: RecordOptions | undefined,
  ): void {
    this.#target.calls.count();
    this.#target.slowPath.record(type, name, value, tags, options, this.#scope);
  }
}
