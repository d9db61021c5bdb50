import type { EventMessage, ServiceCheckMessage } from '../message/message.js';

/** Seconds that one bucket of the Agent spans. */
export const bucketSeconds = 10;

/** One series, as the Agent would send it to Datadog. */
export interface AgentSeries {
  readonly metric: string;
  /** A count arrives at Datadog as a rate per second: that is the Agent's doing. */
  readonly type: 'rate' | 'gauge' | 'distribution';
  /** `''` for none. */
  readonly host: string;
  /** Sorted and unique. */
  readonly tags: readonly string[];
  /** Seconds that one point covers. */
  readonly interval: number;
  /** Unix seconds, one for each entry of `values`: the start of the bucket, or what a `|T` said. */
  readonly timestamps: readonly number[];
  /** A distribution has one entry per sample. */
  readonly values: readonly number[];
}

/** An event with what the Agent fills in. */
export interface AgentEvent extends EventMessage {
  /** Unix seconds; when it came, unless it said so itself. */
  readonly timestamp: number;
  readonly host: string;
}

/** A service check with what the Agent fills in. */
export interface AgentServiceCheck extends ServiceCheckMessage {
  /** Unix seconds; when it came, unless it said so itself. */
  readonly timestamp: number;
  readonly host: string;
}

/** What the Agent would send at one flush. */
export interface AgentFlush {
  readonly series: readonly AgentSeries[];
  readonly events: readonly AgentEvent[];
  readonly serviceChecks: readonly AgentServiceCheck[];
}

/** Why messages were left out; the Agent has no such bounds. */
export interface AgentDrops {
  /** Values of new contexts while there were too many. */
  readonly contexts: number;
  /** Values, events or checks that came while too many were held. */
  readonly samples: number;
}
