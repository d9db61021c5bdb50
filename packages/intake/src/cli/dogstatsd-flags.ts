import type { DogstatsdOptions, histogramAggregates } from '../dogstatsd/dogstatsd-options.js';

export interface DogstatsdFlags {
  /** True is the default port. */
  udp?: number | true;
  uds?: string;
  histogramAggregates?: (typeof histogramAggregates)[number][];
  histogramPercentiles?: number[];
  /** Seconds. */
  countExpiry?: number;
}

/** Options for what the flags ask for; none when that is nothing. */
export function dogstatsdOf(flags: DogstatsdFlags): DogstatsdOptions | undefined {
  const { udp, uds, histogramAggregates, histogramPercentiles, countExpiry } = flags;
  if (udp === undefined && uds === undefined) return undefined;
  return {
    ...(udp !== undefined && { udp: udp === true ? {} : { port: udp } }),
    socketPath: uds,
    expirySeconds: countExpiry,
    histogram: {
      ...(histogramAggregates && { aggregates: histogramAggregates }),
      ...(histogramPercentiles && { percentiles: histogramPercentiles }),
    },
  };
}
