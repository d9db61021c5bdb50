/** What is known of a metric besides its points. A field that nobody set is null. */
export interface MetricMetadata {
  readonly description: string | null;
  readonly short_name: string | null;
  readonly type: string | null;
  readonly unit: string | null;
  readonly per_unit: string | null;
  /** Seconds. */
  readonly statsd_interval: number | null;
  /** Nobody can set it. */
  readonly integration: null;
}

const nothing: MetricMetadata = {
  description: null,
  short_name: null,
  type: null,
  unit: null,
  per_unit: null,
  statsd_interval: null,
  integration: null,
};

/** Metadata by the name of the metric. */
export class MetadataStore {
  readonly #maxMetrics: number;
  readonly #metadata = new Map<string, MetricMetadata>();

  /** Told of each metric whose metadata changed. */
  onChange: (metric: string, metadata: MetricMetadata) => void = () => {};

  /** @param maxMetrics past it the one that was set first goes */
  constructor(maxMetrics: number) {
    this.#maxMetrics = maxMetrics;
  }

  get(metric: string): MetricMetadata | undefined {
    return this.#metadata.get(metric);
  }

  /** Fields left out stay as they are. */
  update(metric: string, changes: Partial<MetricMetadata>): MetricMetadata {
    const updated = { ...nothing, ...this.#metadata.get(metric), ...changes };
    this.#metadata.delete(metric);
    this.#metadata.set(metric, updated);
    if (this.#metadata.size > this.#maxMetrics) {
      const [oldest = ''] = this.#metadata.keys();
      this.#metadata.delete(oldest);
    }
    this.onChange(metric, updated);
    return updated;
  }

  entries(): [metric: string, metadata: MetricMetadata][] {
    return [...this.#metadata];
  }

  /** What is answered for a metric of which only points are known. */
  static untouched(type: string | null): MetricMetadata {
    return { ...nothing, type };
  }

  clear(): void {
    this.#metadata.clear();
  }
}
