import type {
  BindingRecorder,
  HandleByType,
  MetricType,
  RecordOptions,
  ScopeOptions,
  Tags,
} from '@dogstats/core';
import type { AmbientTagStore, AmbientTags } from './ambient-tags.js';

/**
 * Puts the tags of the work that is going on now on every call. It stands before the recorder only
 * once there are such tags, so that nobody else pays for them.
 */
export class AmbientRecorder implements BindingRecorder {
  readonly #store: AmbientTagStore;
  /** Without such tags. */
  readonly #root: BindingRecorder;
  readonly #scopes: readonly ScopeOptions[];
  readonly #usual: BindingRecorder;
  readonly #byTags = new WeakMap<AmbientTags, BindingRecorder>();

  /** @param scopes within the recorder and its tags, from the outermost inwards. */
  constructor(store: AmbientTagStore, root: BindingRecorder, scopes: readonly ScopeOptions[] = []) {
    this.#store = store;
    this.#root = root;
    this.#scopes = scopes;
    this.#usual = within(root, scopes);
  }

  increment(name: string, value?: number, tags?: Tags, options?: RecordOptions): void {
    this.#now.increment(name, value, tags, options);
  }

  decrement(name: string, value?: number, tags?: Tags, options?: RecordOptions): void {
    this.#now.decrement(name, value, tags, options);
  }

  gauge(name: string, value: number, tags?: Tags, options?: RecordOptions): void {
    this.#now.gauge(name, value, tags, options);
  }

  rate(name: string, value: number, tags?: Tags, options?: RecordOptions): void {
    this.#now.rate(name, value, tags, options);
  }

  histogram(name: string, value: number, tags?: Tags, options?: RecordOptions): void {
    this.#now.histogram(name, value, tags, options);
  }

  distribution(name: string, value: number, tags?: Tags, options?: RecordOptions): void {
    this.#now.distribution(name, value, tags, options);
  }

  set(name: string, member: string | number, tags?: Tags, options?: RecordOptions): void {
    this.#now.set(name, member, tags, options);
  }

  /** A handle is bound to its tags, whatever is going on. */
  handle<T extends MetricType>(type: T, name: string, tags?: Tags): HandleByType[T] {
    return this.#usual.handle(type, name, tags);
  }

  scope(options: ScopeOptions): BindingRecorder {
    return new AmbientRecorder(this.#store, this.#root, [...this.#scopes, options]);
  }

  get #now(): BindingRecorder {
    const ambient = this.#store.current;
    if (ambient === undefined) return this.#usual;
    let recorder = this.#byTags.get(ambient);
    if (recorder === undefined) {
      recorder = within(this.#root.scope(ambient), this.#scopes);
      this.#byTags.set(ambient, recorder);
    }
    return recorder;
  }
}

/** A recorder within scopes, from the outermost inwards. */
export function within(
  recorder: BindingRecorder,
  scopes: readonly ScopeOptions[],
): BindingRecorder {
  return scopes.reduce((inner, options) => inner.scope(options), recorder);
}
