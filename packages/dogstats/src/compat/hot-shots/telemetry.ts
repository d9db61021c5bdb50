import { guarded } from './say-error.js';

const typeNames = {
  g: 'gauge',
  c: 'count',
  s: 'set',
  ms: 'timing',
  h: 'histogram',
  d: 'distribution',
} as const;

export type LineType = keyof typeof typeNames;

export interface TelemetryOptions {
  readonly protocol: string;
  readonly tagPrefix: string;
  readonly tagSeparator: string;
  readonly flushInterval: number;
  readonly errorHandler: ((error: Error) => void) | undefined;
  /** Sends the lines, beside what is counted here. */
  readonly send: (lines: string) => void;
}

/** Counts what a client sends, and sends that, too, as `datadog.dogstatsd.client.*`, which is not billed. */
export class Telemetry {
  metrics = 0;
  metricsByType: Record<string, number> = noTypes();
  events = 0;
  serviceChecks = 0;
  bytesSent = 0;
  bytesDropped = 0;
  packetsSent = 0;
  packetsDropped = 0;
  readonly #options: TelemetryOptions;
  readonly #timer: NodeJS.Timeout;

  constructor(options: TelemetryOptions) {
    this.#options = options;
    this.#timer = setInterval(() => {
      guarded('telemetry: ', 'flush interval', options.errorHandler, () => this.flush());
    }, options.flushInterval);
    this.#timer.unref();
  }

  recordMetric(type: LineType): void {
    const name = typeNames[type];
    this.metrics++;
    this.metricsByType[name] = (this.metricsByType[name] ?? 0) + 1;
  }

  recordSent(bytes: number): void {
    this.bytesSent += bytes;
    this.packetsSent++;
  }

  recordDropped(bytes: number): void {
    this.bytesDropped += bytes;
    this.packetsDropped++;
  }

  /** Sends what was counted since the last time, if anything was. */
  flush(): void {
    const lines = [
      this.#line('metrics', this.metrics),
      ...Object.entries(this.metricsByType).map(([type, count]) =>
        this.#line('metrics_by_type', count, `metrics_type:${type}`),
      ),
      this.#line('events', this.events),
      this.#line('service_checks', this.serviceChecks),
      this.#line('bytes_sent', this.bytesSent),
      this.#line('bytes_dropped', this.bytesDropped),
      this.#line('packets_sent', this.packetsSent),
      this.#line('packets_dropped', this.packetsDropped),
    ].filter((line) => line !== undefined);
    this.metrics = this.events = this.serviceChecks = 0;
    this.bytesSent = this.bytesDropped = this.packetsSent = this.packetsDropped = 0;
    this.metricsByType = noTypes();
    if (lines.length > 0) this.#options.send(lines.join('\n'));
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #line(name: string, count: number, ...more: readonly string[]): string | undefined {
    if (count === 0) return undefined;
    const { protocol, tagPrefix, tagSeparator } = this.#options;
    const tags = [
      'client:nodejs',
      'client_version:dogstats',
      `client_transport:${protocol}`,
      ...more,
    ];
    return `datadog.dogstatsd.client.${name}:${count}|c|${tagPrefix}${tags.join(tagSeparator)}`;
  }
}

function noTypes(): Record<string, number> {
  return Object.fromEntries(Object.values(typeNames).map((name) => [name, 0]));
}
