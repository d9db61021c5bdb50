import type { Tenant } from '../tenants/tenant.js';

/** When each host that sent a point did so last, in unix seconds. */
export function hostReports({ store }: Tenant): Map<string, number> {
  const reports = new Map<string, number>();
  for (const { contexts } of store.metrics()) {
    for (const { host, points, sketches } of contexts) {
      if (host === '') continue;
      const last = points.length === 0 ? 0 : points.timestampAt(points.length - 1);
      reports.set(host, Math.max(last, sketches?.last ?? 0, reports.get(host) ?? 0));
    }
  }
  return reports;
}
