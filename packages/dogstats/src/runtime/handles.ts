import type { Collector, CollectorTarget } from './collector.js';

/** How many handles and requests keep the process alive: sockets, servers, timers, reads. */
export function handles({ scope, nameOf, detailed }: CollectorTarget): Collector {
  const total = nameOf('active_resources');
  const byType = nameOf('active_resources.by.type');
  /** All types seen so far: one that has gone is told as 0. */
  const counts = new Map<string, number>();
  return {
    collect() {
      const active = process.getActiveResourcesInfo();
      scope.gauge(total, active.length);
      if (!detailed) return;
      for (const type of counts.keys()) counts.set(type, 0);
      for (const type of active) counts.set(type, (counts.get(type) ?? 0) + 1);
      for (const [type, count] of counts) scope.gauge(byType, count, { type: type.toLowerCase() });
    },
  };
}
