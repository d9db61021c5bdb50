/** How many tags the Agent adds for the sender of a message. */
export type Cardinality = 'none' | 'low' | 'orchestrator' | 'high';

/** What a message says of its sender; the Agent turns it into tags. */
export interface Origin {
  /**
   * `ci-<container id>` or `in-<cgroup inode>` (protocol 1.4), or a container id alone (1.2).
   *
   * @see https://docs.datadoghq.com/developers/dogstatsd/datagram_shell
   */
  readonly containerId?: string | undefined;
  /** What the cluster told the process about itself, verbatim (protocol 1.5). */
  readonly externalData?: string | undefined;
  /** Protocol 1.6. */
  readonly cardinality?: Cardinality | undefined;
}

interface MetricFields extends Origin {
  readonly kind: 'metric';
  readonly name: string;
  /** `key:value` or `key`, in the order of the wire. */
  readonly tags: readonly string[];
  /** Unix seconds of a value that the Agent must not aggregate; counts and gauges only (protocol 1.3). */
  readonly timestamp?: number | undefined;
}

/** Types whose values are numbers: count, gauge, timing, histogram, distribution. */
export type NumberType = 'c' | 'g' | 'ms' | 'h' | 'd';

/** One or more values of a metric that share everything else (several: protocol 1.1). */
export interface NumberMessage extends MetricFields {
  readonly type: NumberType;
  /** Finite; at least one. */
  readonly values: readonly number[];
  /** Chance with which each value was kept, above 0 and up to 1. */
  readonly sampleRate: number;
}

/** One member of a set. */
export interface SetMessage extends MetricFields {
  readonly type: 's';
  readonly values: readonly [string];
  readonly sampleRate: number;
}

export type MetricMessage = NumberMessage | SetMessage;

export type EventPriority = 'normal' | 'low';
export type AlertType = 'error' | 'warning' | 'info' | 'success';

export interface EventMessage extends Origin {
  readonly kind: 'event';
  readonly title: string;
  readonly text: string;
  /** Unix seconds. */
  readonly timestamp?: number | undefined;
  readonly host?: string | undefined;
  /** Events of one key are shown as one. */
  readonly aggregationKey?: string | undefined;
  readonly priority?: EventPriority | undefined;
  /** Name of the kind of source, such as `nagios`. */
  readonly source?: string | undefined;
  readonly alertType?: AlertType | undefined;
  readonly tags: readonly string[];
}

/** OK, warning, critical, unknown. */
export type CheckStatus = 0 | 1 | 2 | 3;

export interface ServiceCheckMessage extends Origin {
  readonly kind: 'service_check';
  readonly name: string;
  readonly status: CheckStatus;
  /** Unix seconds. */
  readonly timestamp?: number | undefined;
  readonly host?: string | undefined;
  readonly tags: readonly string[];
  readonly message?: string | undefined;
}

/** One line of a datagram. */
export type Message = MetricMessage | EventMessage | ServiceCheckMessage;
