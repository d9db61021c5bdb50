import type { Collector, CollectorTarget } from './collector.js';

/** CPU of the process since the last time, in percent of one core, and for how long it runs. */
export function cpu({ scope, nameOf, monotonic }: CollectorTarget): Collector {
  const names = {
    user: nameOf('cpu.user'),
    system: nameOf('cpu.system'),
    total: nameOf('cpu.total'),
    uptime: nameOf('process.uptime'),
  };
  let before = process.cpuUsage();
  let beforeMs = monotonic();
  return {
    collect() {
      const elapsedMs = monotonic() - beforeMs;
      if (elapsedMs > 0) {
        const now = process.cpuUsage();
        // Ten microseconds in each millisecond are a percent.
        const percent = (microseconds: number): number => microseconds / 10 / elapsedMs;
        const user = percent(now.user - before.user);
        const system = percent(now.system - before.system);
        scope.gauge(names.user, user);
        scope.gauge(names.system, system);
        scope.gauge(names.total, user + system);
        before = now;
        beforeMs += elapsedMs;
      }
      scope.gauge(names.uptime, Math.round(process.uptime()));
    },
  };
}
