import type { AgentHistogramOptions, UdpOptions } from '@dogstats/dogstatsd/listener';
import { isLoopback } from '../http/host-name.js';

/** Where DogStatsD is taken, and what the Agent's aggregation makes of it. */
export interface DogstatsdOptions {
  /** `{}` is port 8125 on 127.0.0.1; port 0 takes any free one. DogStatsD has no keys: loopback only. */
  readonly udp?: Pick<UdpOptions, 'port' | 'host'> | undefined;
  /** Path of a Unix stream socket. */
  readonly socketPath?: string | undefined;
  /**
   * Host of messages that name none; '' is none.
   * @default the name of this machine
   */
  readonly host?: string | undefined;
  /** Tags of every message. */
  readonly tags?: readonly string[] | undefined;
  /** The Agent's `histogram_aggregates` and `histogram_percentiles`. */
  readonly histogram?: Partial<AgentHistogramOptions> | undefined;
  /**
   * Seconds for which a count is sent as zero after its last value; 0 sends none.
   * @default 300
   */
  readonly expirySeconds?: number | undefined;
}

const known = ['udp', 'socketPath', 'host', 'tags', 'histogram', 'expirySeconds'];

export const histogramAggregates = ['max', 'min', 'median', 'avg', 'count', 'sum'] as const;

/** What is wrong with them, an entry for each. */
export function dogstatsdProblems(options: DogstatsdOptions | undefined): string[] {
  if (options === undefined) return [];
  const { udp, socketPath, expirySeconds = 0, histogram = {} } = options;
  const { aggregates = [], percentiles = [] } = histogram;
  const problems = Object.keys(options)
    .filter((name) => !known.includes(name))
    .map((name) => `unknown option "dogstatsd.${name}" (known: ${known.join(', ')})`);
  if (udp === undefined && (socketPath ?? '') === '') {
    problems.push('dogstatsd must have udp, such as { port: 8125 }, or a socketPath');
  }
  if (!isLoopback(udp?.host ?? '127.0.0.1')) {
    problems.push(
      `dogstatsd.udp.host must be of loopback, since DogStatsD has no keys: ${udp?.host}`,
    );
  }
  if (!isWholeNumber(udp?.port ?? 0, 65_535)) {
    problems.push(`dogstatsd.udp.port must be a whole number from 0 to 65535, got ${udp?.port}`);
  }
  if (!isWholeNumber(expirySeconds, 86_400)) {
    problems.push('dogstatsd.expirySeconds must be a whole number from 0 to 86400');
  }
  if (!aggregates.every((each) => histogramAggregates.includes(each))) {
    problems.push(`dogstatsd.histogram.aggregates may have ${histogramAggregates.join(', ')}`);
  }
  if (!percentiles.every((each) => each > 0 && each <= 1)) {
    problems.push('dogstatsd.histogram.percentiles must be fractions, such as 0.95');
  }
  return problems;
}

function isWholeNumber(value: number, most: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= most;
}
