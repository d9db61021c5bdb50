import { getHeapSpaceStatistics, getHeapStatistics } from 'node:v8';
import type { Collector, CollectorTarget } from './collector.js';

/** Memory of the process and of V8's heap, in bytes. */
export function memory({ scope, nameOf, detailed }: CollectorTarget): Collector {
  const names = {
    rss: nameOf('mem.rss'),
    heapTotal: nameOf('mem.heap_total'),
    heapUsed: nameOf('mem.heap_used'),
    external: nameOf('mem.external'),
    limit: nameOf('heap.heap_size_limit'),
    available: nameOf('heap.total_available_size'),
    spaceSize: nameOf('heap.size.by.space'),
    spaceUsed: nameOf('heap.used_size.by.space'),
  };
  const collectSpaces = (): void => {
    for (const { space_name, space_size, space_used_size } of getHeapSpaceStatistics()) {
      const tags = { heap_space: space_name };
      scope.gauge(names.spaceSize, space_size, tags);
      scope.gauge(names.spaceUsed, space_used_size, tags);
    }
  };
  return {
    collect() {
      const { rss, heapTotal, heapUsed, external } = process.memoryUsage();
      scope.gauge(names.rss, rss);
      scope.gauge(names.heapTotal, heapTotal);
      scope.gauge(names.heapUsed, heapUsed);
      scope.gauge(names.external, external);
      const heap = getHeapStatistics();
      scope.gauge(names.limit, heap.heap_size_limit);
      scope.gauge(names.available, heap.total_available_size);
      if (detailed) collectSpaces();
    },
  };
}
