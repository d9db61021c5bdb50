import type { SocketOptions } from 'node:dgram';
import type { Writable } from 'node:stream';
import type { MetricScope } from '../../metric-scope.js';
import type { Transport } from './transport/transport.js';

export type Tags = { [key: string]: string } | string[];
export type Cardinality = 'none' | 'low' | 'orchestrator' | 'high';

/** Called when a call was handled: with an error, or with `null` and the bytes sent. */
export type StatsCb = (error?: Error, bytes?: number) => void;

/** Where calls go when there is no Agent: a `DogStats`, or a part of one. */
export type RecordingTarget = Pick<
  MetricScope,
  'increment' | 'gauge' | 'histogram' | 'distribution' | 'set' | 'event' | 'serviceCheck'
> & { flush?(): Promise<{ readonly ok: boolean; readonly errors: readonly Error[] }> };

export interface AggregationOptions {
  /** Milliseconds between flushes of what was aggregated. @default 2000 */
  flushInterval?: number;
  /** Series held at most; what comes beyond is sent as it is. @default 5000 */
  maxContexts?: number;
}

/** The options of hot-shots 17, and `dogStats`. */
export interface ClientOptions {
  bufferFlushInterval?: number;
  bufferHolder?: { buffer: string };
  cacheDns?: boolean;
  cacheDnsTtl?: number;
  errorHandler?: (err: Error) => void;
  globalTags?: Tags;
  includeDataDogTags?: boolean;
  datadog?: boolean;
  originDetection?: boolean;
  containerID?: string;
  cardinality?: Cardinality;
  globalize?: boolean;
  host?: string;
  isChild?: boolean;
  maxBufferSize?: number;
  mock?: boolean;
  path?: string;
  port?: number;
  prefix?: string;
  protocol?: 'tcp' | 'udp' | 'uds' | 'stream';
  sampleRate?: number;
  socket?: Transport;
  stream?: Writable;
  suffix?: string;
  telegraf?: boolean;
  useDefaultRoute?: boolean;
  tagPrefix?: string;
  tagSeparator?: string;
  tcpGracefulErrorHandling?: boolean;
  tcpGracefulRestartRateLimit?: number;
  udsGracefulErrorHandling?: boolean;
  udsGracefulRestartRateLimit?: number;
  closingFlushInterval?: number;
  udpSocketOptions?: SocketOptions;
  udsRetryOptions?: UdsRetryOptions;
  includeDatadogTelemetry?: boolean;
  telemetryFlushInterval?: number;
  aggregation?: boolean | AggregationOptions;
  /**
   * Records into dogstats instead of sending to an Agent: the step after the changed import. Names, tags
   * and values stay the same; no socket is opened.
   */
  dogStats?: RecordingTarget;
}

export interface UdsRetryOptions {
  retries?: number;
  retryDelayMs?: number;
  maxRetryDelayMs?: number;
  backoffFactor?: number;
}

export interface ChildClientOptions {
  globalTags?: Tags;
  prefix?: string;
  suffix?: string;
  errorHandler?: (err: Error) => void;
  cardinality?: Cardinality;
}

export interface CheckOptions {
  date_happened?: Date;
  hostname?: string;
  message?: string;
  cardinality?: Cardinality;
}

export interface EventOptions {
  aggregation_key?: string;
  alert_type?: 'info' | 'warning' | 'success' | 'error';
  date_happened?: Date;
  hostname?: string;
  priority?: 'low' | 'normal';
  source_type_name?: string;
  cardinality?: Cardinality;
}

export interface DatadogChecks {
  OK: 0;
  WARNING: 1;
  CRITICAL: 2;
  UNKNOWN: 3;
}

export type DatadogChecksValues = DatadogChecks[keyof DatadogChecks];

export interface MetricOptions {
  sampleRate?: number;
  tags?: Tags;
  /** A `Date`, or unix seconds. */
  timestamp?: Date | number;
  cardinality?: Cardinality;
}

/** What a timed function gets as its last argument. */
export interface TimerContext {
  /** Adds tags to what will be recorded of this call. */
  addTags(tags: Tags): void;
}

export type Stat = string | string[];

type TagsOrCallback = Tags | StatsCb;

/** What may follow name and value: rate, tags, callback, or options in the place of the first two. */
export type CallRest = [
  sampleRate?: number | MetricOptions | TagsOrCallback,
  tags?: TagsOrCallback,
  callback?: StatsCb,
];

/** What may follow the name of a count, which needs no value. */
export type CountRest = [value?: number | TagsOrCallback, ...rest: CallRest];

/** What may follow title and text of an event, name and status of a check. */
export type NoticeRest<Options> = [
  options?: Options | StatsCb,
  tags?: TagsOrCallback,
  callback?: StatsCb,
];
