import type { Door } from './door.js';
import type { MetricScope } from './metric-scope.js';

/** The calls that record, which work without the scope they are of. */
export type RecordingCalls = Pick<
  MetricScope,
  | 'increment'
  | 'decrement'
  | 'count'
  | 'gauge'
  | 'rate'
  | 'histogram'
  | 'timing'
  | 'distribution'
  | 'set'
  | 'event'
  | 'serviceCheck'
>;

/**
 * The calls of a scope as functions that may be taken apart from it or handed on:
 * `const { increment } = dogStats`. Closures, not bound functions, which cost several nanoseconds more
 * at a call that sees more than one scope.
 */
export function recordingCalls(door: Door): RecordingCalls {
  return {
    increment: (name, value, tags, options) =>
      (door.recorder ?? door.plain).increment(name, value, tags, options),
    decrement: (name, value, tags, options) =>
      (door.recorder ?? door.plain).decrement(name, value, tags, options),
    count: (name, value, tags, options) =>
      // A value that is missing by mistake must not count as one.
      (door.recorder ?? door.plain).increment(
        name,
        value === undefined ? Number.NaN : value,
        tags,
        options,
      ),
    gauge: (name, value, tags, options) =>
      (door.recorder ?? door.plain).gauge(name, value, tags, options),
    rate: (name, value, tags, options) =>
      (door.recorder ?? door.plain).rate(name, value, tags, options),
    histogram: (name, value, tags, options) =>
      (door.recorder ?? door.plain).histogram(name, value, tags, options),
    timing: (name, value, tags, options) =>
      (door.recorder ?? door.plain).histogram(name, value, tags, options),
    distribution: (name, value, tags, options) =>
      (door.recorder ?? door.plain).distribution(name, value, tags, options),
    set: (name, member, tags, options) =>
      (door.recorder ?? door.plain).set(name, member, tags, options),
    event: (title, text, options) =>
      door.takeNotice('event', door.plain.scopes, [title, text, options]),
    serviceCheck: (name, status, options) =>
      door.takeNotice('check', door.plain.scopes, [name, status, options]),
  };
}

/**
 * Binds every other method of an instance to it, and those that a subclass puts in the place of its
 * recording calls.
 *
 * @param base whose methods the instance has as functions of its own, where it has such.
 */
export function bindMethods(instance: object, base: object): void {
  for (const [name, method] of methodsOf(instance)) {
    if (Object.hasOwn(instance, name) && method === Reflect.get(base, name)) continue;
    Object.defineProperty(instance, name, {
      value: method.bind(instance),
      writable: true,
      configurable: true,
    });
  }
}

type Method = (...given: never) => unknown;

/** Those of its class and of the classes that it extends, the nearest of each name. */
function methodsOf(instance: object): Map<string, Method> {
  const methods = new Map<string, Method>();
  let prototype: object = Object.getPrototypeOf(instance);
  while (prototype !== Object.prototype) {
    for (const name of Object.getOwnPropertyNames(prototype)) {
      const method: unknown = Object.getOwnPropertyDescriptor(prototype, name)?.value;
      if (name === 'constructor' || methods.has(name) || typeof method !== 'function') continue;
      methods.set(name, method as Method);
    }
    prototype = Object.getPrototypeOf(prototype);
  }
  return methods;
}
