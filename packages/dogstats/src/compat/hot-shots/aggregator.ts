import { guarded } from './say-error.js';
import { formatTags } from './tags.js';
import type { Cardinality, ClientOptions } from './types.js';
import { validNumber, warn } from './valid-option.js';

/** A number as it was recorded, less than what becomes of it: what a series is made of. */
export interface AggregatedCall {
  readonly name: string;
  readonly type: 'c' | 'g' | 's';
  readonly value: unknown;
  readonly sampleRate: number | undefined;
  readonly tags: unknown;
  readonly cardinality: Cardinality | undefined;
}

/** The client that recorded: its tags and cardinality are part of the series. */
export interface RecordingClient {
  readonly globalTags: readonly string[];
  readonly cardinality: Cardinality | undefined;
  readonly datadog: boolean;
  readonly telegraf: boolean;
  sendAggregated(call: AggregatedCall): void;
}

export interface AggregatedSeries {
  readonly client: RecordingClient;
  readonly call: AggregatedCall;
  /** Sum of a count, last value of a gauge. */
  value: unknown;
  readonly members: Map<string, unknown>;
}

export interface AggregatorOptions {
  readonly flushInterval?: number;
  readonly maxContexts?: number;
  readonly errorHandler: ((error: Error) => void) | undefined;
}

/** Adds up counts, gauges and sets between flushes, so that a hot metric is one line. */
export class Aggregator {
  readonly flushInterval: number;
  readonly maxContexts: number;
  closed = false;
  contexts: Map<string, AggregatedSeries> = new Map();
  readonly #errorHandler: ((error: Error) => void) | undefined;
  readonly #timer: NodeJS.Timeout;
  #hasWarned = false;

  constructor(options: AggregatorOptions) {
    const { errorHandler } = options;
    this.flushInterval =
      validNumber(
        'aggregation.flushInterval',
        options.flushInterval,
        'a finite positive number <= 2147483647',
        (value) => value > 0 && value <= 2_147_483_647,
      ) ?? 2000;
    this.maxContexts =
      validNumber(
        'aggregation.maxContexts',
        options.maxContexts,
        'a positive integer',
        (value) => Number.isInteger(value) && value > 0,
      ) ?? 5000;
    this.#errorHandler = errorHandler;
    this.#timer = setInterval(() => {
      guarded('', 'aggregation flush interval', errorHandler, () => this.flush());
    }, this.flushInterval);
    this.#timer.unref();
  }

  /** Takes a call over, or says that it has to be sent as it is. */
  record(client: RecordingClient, call: AggregatedCall): boolean {
    if (this.closed || !isSummable(call)) return false;
    const key = keyOf(client, call);
    const known = this.contexts.get(key);
    if (known !== undefined) add(known, call);
    else if (this.contexts.size >= this.maxContexts) return this.#refuse();
    else this.contexts.set(key, begin(client, call));
    return true;
  }

  /** Sends what a series holds before a gauge of it goes past: the last value has to arrive last. */
  flushContext(client: RecordingClient, call: AggregatedCall): void {
    const key = keyOf(client, { ...call, sampleRate: undefined });
    const series = this.contexts.get(key);
    if (series === undefined) return;
    this.contexts.delete(key);
    this.#send(series);
  }

  /** Sends everything, and goes on after a series that can't be sent. */
  flush(): void {
    const held = this.contexts;
    this.contexts = new Map();
    for (const series of held.values()) this.#send(series);
  }

  close(): void {
    this.closed = true;
    clearInterval(this.#timer);
  }

  #send({ client, call, value, members }: AggregatedSeries): void {
    guarded('', 'aggregation flush', this.#errorHandler, () => {
      if (call.type !== 's') client.sendAggregated({ ...call, value });
      else for (const member of members.values()) client.sendAggregated({ ...call, value: member });
    });
  }

  #refuse(): false {
    if (!this.#hasWarned) {
      this.#hasWarned = true;
      warn(`${this.maxContexts} series are aggregated already: more are sent as they are`);
    }
    return false;
  }
}

/** The aggregator that the options of a client ask for. */
export function startAggregator(options: ClientOptions, telegraf: boolean): Aggregator | null {
  const { aggregation, errorHandler } = options;
  if (!aggregation || options.dogStats !== undefined) return null;
  if (telegraf) {
    console.error('dogstats: aggregation is off for a telegraf client');
    return null;
  }
  return new Aggregator({ ...(aggregation === true ? {} : aggregation), errorHandler });
}

function begin(client: RecordingClient, call: AggregatedCall): AggregatedSeries {
  const { tags, value } = call;
  const members = new Map(call.type === 's' ? [[String(value), value]] : []);
  // The caller may change its list until this is sent.
  return { client, call: { ...call, tags: copyOf(tags) }, value, members };
}

function add(series: AggregatedSeries, { type, value }: AggregatedCall): void {
  if (type === 'c') series.value = (series.value as number) + (value as number);
  else if (type === 'g') series.value = value;
  else series.members.set(String(value), value);
}

/** A change of a gauge and what is no number can't be added up. */
function isSummable({ type, value }: AggregatedCall): boolean {
  if (type === 's') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  return type === 'g' && typeof value === 'string' && /^\d/.test(value);
}

function keyOf(client: RecordingClient, call: AggregatedCall): string {
  const cardinality = client.datadog ? (call.cardinality ?? client.cardinality) : undefined;
  const tags = formatTags(call.tags, client.telegraf).sort();
  return JSON.stringify([
    call.type,
    call.name,
    tags,
    client.globalTags,
    cardinality,
    call.sampleRate,
  ]);
}

function copyOf(tags: unknown): unknown {
  if (Array.isArray(tags)) return [...tags];
  return typeof tags === 'object' && tags !== null ? { ...tags } : tags;
}
