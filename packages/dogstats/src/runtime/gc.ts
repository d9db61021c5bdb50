import { constants, PerformanceObserver } from 'node:perf_hooks';
import type { Collector, CollectorTarget } from './collector.js';

/** What Node.js gives for each collection; its types leave out the detail. */
interface GcEntry {
  readonly detail: { readonly kind: number };
}

const typeByKind: { readonly [kind: number]: string } = {
  [constants.NODE_PERFORMANCE_GC_MINOR]: 'scavenge',
  // V8's minor mark-sweep, which Node.js has no constant for.
  2: 'minor_mark_sweep',
  [constants.NODE_PERFORMANCE_GC_MAJOR]: 'mark_sweep_compact',
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL]: 'incremental_marking',
  [constants.NODE_PERFORMANCE_GC_WEAKCB]: 'process_weak_callbacks',
};

/** How long each garbage collection takes, in nanoseconds. */
export function gc({ scope, nameOf, detailed }: CollectorTarget): Collector {
  const pause = nameOf('gc.pause');
  const pauseByType = nameOf('gc.pause.by.type');
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const nanoseconds = entry.duration * 1e6;
      scope.histogram(pause, nanoseconds);
      if (!detailed) continue;
      const { kind } = (entry as unknown as GcEntry).detail;
      scope.histogram(pauseByType, nanoseconds, { gc_type: typeByKind[kind] ?? 'unknown' });
    }
  });
  observer.observe({ type: 'gc' });
  return { collect() {}, stop: () => observer.disconnect() };
}
