import type { MetricType } from '../metric/metric-type.js';
import type { Tags } from '../normalize/tags.js';
import type { HandleByType } from './handles.js';
import type { BindingRecorder, RecordOptions } from './recorder.js';
import type { Scope, ScopeOptions } from './scope.js';

/** What records for all scopes. */
export interface ScopeTarget {
  recordIn(
    scope: Scope,
    type: MetricType,
    name: unknown,
    value: unknown,
    tags: unknown,
    options: RecordOptions | undefined,
  ): void;
  handleIn<T extends MetricType>(
    scope: Scope,
    recorder: BindingRecorder,
    type: T,
    name: string,
    tags: Tags | undefined,
  ): HandleByType[T];
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
    this.#target.recordIn(this.#scope, 'count', name, value, tags, options);
  }

  decrement(name: string, value = 1, tags?: Tags, options?: RecordOptions): void {
    this.increment(name, typeof value === 'number' ? -value : value, tags, options);
  }

  gauge(name: string, value: number, tags?: Tags, options?: RecordOptions): void {
    this.#target.recordIn(this.#scope, 'gauge', name, value, tags, options);
  }

  rate(name: string, value: number, tags?: Tags, options?: RecordOptions): void {
    this.#target.recordIn(this.#scope, 'rate', name, value, tags, options);
  }

  histogram(name: string, value: number, tags?: Tags, options?: RecordOptions): void {
    this.#target.recordIn(this.#scope, 'histogram', name, value, tags, options);
  }

  distribution(name: string, value: number, tags?: Tags, options?: RecordOptions): void {
    this.#target.recordIn(this.#scope, 'distribution', name, value, tags, options);
  }

  set(name: string, member: string | number, tags?: Tags, options?: RecordOptions): void {
    this.#target.recordIn(this.#scope, 'set', name, member, tags, options);
  }

  handle<T extends MetricType>(type: T, name: string, tags?: Tags): HandleByType[T] {
    return this.#target.handleIn(this.#scope, this, type, name, tags);
  }

  scope(options: ScopeOptions): BindingRecorder {
    return new ScopedRecorder(this.#target, this.#scope.inner(options));
  }
}
