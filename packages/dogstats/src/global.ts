import { DogStats } from './dog-stats.js';

const key = Symbol.for('dogstats.v1');

/**
 * One instance per process, even when the package is there twice: two copies then share one set of
 * buckets and one timer instead of overwriting each other's values.
 */
function globalDogStats(): DogStats {
  const registry = globalThis as { [key]?: DogStats };
  registry[key] ??= new DogStats();
  return registry[key];
}

/** The instance that a program shares. Does nothing but keep calls until it is started. */
export const dogStats: DogStats = globalDogStats();
