// biome-ignore lint/suspicious/noExplicitAny: the parameters of any function at all.
export type AnyFunction = (...args: any[]) => unknown;

/** What the package reflect-metadata adds to `Reflect`. */
interface MetadataReflect {
  getOwnMetadataKeys?(target: object): unknown[];
  getOwnMetadata?(key: unknown, target: object): unknown;
  defineMetadata?(key: unknown, value: unknown, target: object): void;
}

const notToCopy = new Set<PropertyKey>(['prototype', 'arguments', 'caller']);

/**
 * Makes one function look like another: `name`, `length`, whatever others have put on it, and the
 * metadata by which NestJS and its like know their routes.
 */
export function copyFunction(from: AnyFunction, to: AnyFunction): void {
  copyProperties(
    from,
    to,
    Reflect.ownKeys(from).filter((key) => !notToCopy.has(key)),
  );
  const reflect = Reflect as MetadataReflect;
  for (const key of reflect.getOwnMetadataKeys?.(from) ?? []) {
    reflect.defineMetadata?.(key, reflect.getOwnMetadata?.(key, from), to);
  }
}

export function copyProperties(from: object, to: object, keys: readonly PropertyKey[]): void {
  for (const key of keys) {
    const descriptor = Reflect.getOwnPropertyDescriptor(from, key);
    if (descriptor !== undefined) Reflect.defineProperty(to, key, descriptor);
  }
}
