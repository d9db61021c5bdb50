import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import type { Collector, CollectorTarget } from './collector.js';

/** How often the delay is looked at, in milliseconds. */
const resolutionMs = 20;
const resolutionNs = resolutionMs * 1e6;

/** How late timers of the event loop are, in nanoseconds, and which part of the time it is busy. */
export function eventLoop({ scope, nameOf }: CollectorTarget): Collector {
  const delay = monitorEventLoopDelay({ resolution: resolutionMs });
  delay.enable();
  const names = {
    min: nameOf('event_loop.delay.min'),
    max: nameOf('event_loop.delay.max'),
    avg: nameOf('event_loop.delay.avg'),
    p95: nameOf('event_loop.delay.95percentile'),
    utilization: nameOf('event_loop.utilization'),
  };
  // What Node.js measures is the time between two looks: the delay is what exceeds that.
  const excess = (nanoseconds: number): number => Math.max(0, nanoseconds - resolutionNs);
  let before = performance.eventLoopUtilization();
  return {
    collect() {
      if (delay.count > 0) {
        scope.gauge(names.min, excess(delay.min));
        scope.gauge(names.max, excess(delay.max));
        scope.gauge(names.avg, excess(delay.mean));
        scope.gauge(names.p95, excess(delay.percentile(95)));
        delay.reset();
      }
      const now = performance.eventLoopUtilization();
      scope.gauge(names.utilization, performance.eventLoopUtilization(now, before).utilization);
      before = now;
    },
    stop: () => void delay.disable(),
  };
}
