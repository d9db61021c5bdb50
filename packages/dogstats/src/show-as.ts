import { joined, mergeTags, readTags, type ScopeOptions } from '@dogstats/core';
import type { ResolvedOptions } from './resolve-options.js';

type Inspect = (value: unknown, options: object) => string;

/** Has `console.log()` show a few facts of an object in place of its fields. */
export function showAs<T extends object>(prototype: T, factsOf: (self: T) => object): void {
  Object.defineProperty(prototype, Symbol.for('nodejs.util.inspect.custom'), {
    value(this: T, depth: number, options: object, inspect: Inspect): string {
      const { name } = this.constructor;
      const facts = depth < 0 ? undefined : factsOrNone(this, factsOf);
      return facts === undefined ? `[${name}]` : `${name} ${inspect(facts, options)}`;
    },
    configurable: true,
    writable: true,
  });
}

/** A proxy, and an object made from another, have none. */
function factsOrNone<T>(shown: T, factsOf: (shown: T) => object): object | undefined {
  try {
    return factsOf(shown);
  } catch {
    return undefined;
  }
}

/** Where a started instance sends to. Of an address its origin only: a path may be a secret. */
export function shownTarget({ sinks, delivery, prefix }: ResolvedOptions): object {
  const names = sinks.map((sink) => (typeof sink === 'string' ? sink : classOf(sink)));
  const url = names.includes('http') && delivery ? new URL(delivery.baseUrl).origin : undefined;
  return { sinks: names, ...(url && { url }), ...(prefix !== '' && { prefix }) };
}

function classOf(sink: object): string {
  const { constructor: made } = sink as { constructor?: { name?: unknown } };
  return String(made?.name ?? 'object');
}

/** What is put on everything in scopes, from the outermost inwards. */
export function shownScopes(scopes: readonly ScopeOptions[]): object {
  const prefix = scopes.map((scope) => joined(scope.prefix ?? '')).join('');
  const tags = scopes.reduce<string[]>((all, scope) => mergeTags(readTags(scope.tags), all), []);
  const host = scopes.findLast((scope) => scope.host !== undefined)?.host;
  return { prefix, tags, ...(host !== undefined && { host }) };
}
