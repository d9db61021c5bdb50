import type { Tenant } from '../../tenants/tenant.js';

/** A unit as answers have it. */
interface Unit {
  readonly name: string;
  readonly plural: string;
  readonly short_name: string;
  readonly scale_factor: number;
}

/** The unit of a metric, and what it is per; null is unknown. */
export type Units = readonly [Unit | null, Unit | null];

/** Units that people set by the metadata of a metric. */
export function unitsOf({ metadata }: Tenant, metric: string | undefined): Units {
  const known = metric === undefined ? undefined : metadata.get(metric);
  return [unit(known?.unit), unit(known?.per_unit)];
}

function unit(name: string | null | undefined): Unit | null {
  if (!name) return null;
  return { name, plural: `${name}s`, short_name: name, scale_factor: 1 };
}
