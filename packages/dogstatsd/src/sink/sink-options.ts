import { type Clock, DogStatsError } from '@dogstats/core';
import type { Cardinality } from '../message/message.js';
import type { AddressEnvironment } from './agent-address.js';
import type { OriginEnvironment } from './detect-origin.js';

export interface DogStatsdSinkOptions {
  /**
   * `udp://host:port` or `unixstream:///path`.
   * @default DD_DOGSTATSD_URL, DD_DOGSTATSD_SOCKET, DD_AGENT_HOST with DD_DOGSTATSD_PORT, or
   *   udp://127.0.0.1:8125
   */
  readonly url?: string | undefined;
  /**
   * Sends counts, gauges and rates with the start of their bucket as their time (`|T`, Agent 7.40). The
   * Agent then adds nothing up: processes of one host, and flushes of one bucket, overwrite each other.
   * @default false
   */
  readonly timestamps?: boolean | undefined;
  /**
   * Longest datagram, in bytes.
   * @default 1432 over UDP, 8192 over a socket
   */
  readonly maxDatagramBytes?: number | undefined;
  /**
   * The host that the Agent gives to metrics by itself: any other is sent as a `host:` tag.
   * @default the name of this machine
   */
  readonly defaultHost?: string | undefined;
  /**
   * Whether messages say in which container this process runs.
   * @default true, unless DD_ORIGIN_DETECTION_ENABLED is false
   */
  readonly originDetection?: boolean | undefined;
  /**
   * How many tags the Agent adds for this process.
   * @default DD_CARDINALITY, or what the Agent is set to
   */
  readonly cardinality?: Cardinality | undefined;
  /** Where the variables are read. @default process.env */
  readonly env?: (AddressEnvironment & OriginEnvironment) | undefined;
  readonly clock?: Clock | undefined;
}

const smallestDatagramBytes = 64;
const largestDatagramBytes = 65_507;

/** @throws {DogStatsError} `ERR_OPTIONS` when no datagram can be so long. */
export function checkedSize(bytes: number): number {
  if (Number.isInteger(bytes) && bytes >= smallestDatagramBytes && bytes <= largestDatagramBytes)
    return bytes;
  throw new DogStatsError(
    'ERR_OPTIONS',
    `maxDatagramBytes ${bytes} is not from ${smallestDatagramBytes} to ${largestDatagramBytes}`,
  );
}
