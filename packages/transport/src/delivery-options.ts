import { type Clock, defaultEncoding, type EncodingOptions, systemClock } from '@dogstats/core';
import type { Dispatcher } from 'undici';
import type { ApiKey } from './api-key-source.js';
import type { RetryOptions } from './retry-timing.js';
import type { SpoolOptions } from './spool/spool.js';
import { version } from './version.js';

export interface QueueOptions {
  /** Bytes of undelivered payloads, compressed; beyond, the oldest are dropped. */
  readonly maxBytes: number;
}

/** How long parts of one attempt may take, in milliseconds. */
export interface TimeoutOptions {
  /** Name look-up, TCP and TLS. */
  readonly connectMs: number;
  /** From the end of the request to the end of the answer's head. */
  readonly headersMs: number;
  /** Everything. */
  readonly totalMs: number;
}

export interface DistributionOptions {
  /**
   * What to do with samples that may have been accepted already: the server adds distributions up,
   * so sending again may count them twice, and not sending again may lose them.
   */
  readonly retry: 'at-least-once' | 'at-most-once';
}

/** Everything a delivery needs, checked and complete. */
export interface DeliveryOptions {
  /** Where routes are appended, without a slash at its end: see `resolveEndpoint`. */
  readonly baseUrl: string;
  readonly apiKey: ApiKey;
  readonly encoding: EncodingOptions;
  readonly retry: RetryOptions;
  readonly queue: QueueOptions;
  /** Where undelivered payloads survive the process; nowhere by default. */
  readonly spool?: SpoolOptions | undefined;
  readonly timeouts: TimeoutOptions;
  /** Requests at the same time. */
  readonly concurrency: number;
  readonly distributions: DistributionOptions;
  /**
   * Whether later cuts of a bucket are sent once more, 10 s later, after an attempt of unknown
   * outcome. Not where nothing runs between two calls.
   */
  readonly resends: boolean;
  /** Certificates to trust instead of the built-in ones, in PEM. */
  readonly ca?: string | Buffer | readonly (string | Buffer)[] | undefined;
  /** Sends with this instead of an own agent. It is never closed here. */
  readonly dispatcher?: Dispatcher | undefined;
  /** Sends with this instead of undici. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** Where proxy variables are looked up; none by default. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  readonly clock: Clock;
  /** From 0 inclusive to 1 exclusive; spreads retries. */
  readonly random: () => number;
  readonly userAgent: string;
}

/** Bytes on disk at most, where there is a spool. */
export const defaultSpoolBytes: number = 64 * 1_048_576;

/** What everything is that has to be nothing in particular. */
export const defaultDeliveryOptions: Readonly<Omit<DeliveryOptions, 'baseUrl' | 'apiKey'>> = {
  encoding: defaultEncoding,
  retry: { attempts: 5, baseDelayMs: 250, maxDelayMs: 30_000 },
  queue: { maxBytes: 15 * 1_048_576 },
  timeouts: { connectMs: 3_000, headersMs: 5_000, totalMs: 10_000 },
  concurrency: 4,
  distributions: { retry: 'at-least-once' },
  resends: true,
  clock: systemClock,
  random: Math.random,
  userAgent: `dogstats-js/${version}`,
};

/** Each field may be left out, and `undefined` is as good as left out. */
export type Loose<T> = { readonly [K in keyof T]?: T[K] | undefined };

type Part = 'retry' | 'queue' | 'timeouts' | 'distributions';

/** Where to deliver to, and what differs from the defaults. */
export type DeliverySettings = Pick<DeliveryOptions, 'baseUrl' | 'apiKey'> &
  Loose<Omit<DeliveryOptions, Part | 'spool'>> & {
    readonly [P in Part]?: Loose<DeliveryOptions[P]> | undefined;
  } & {
    readonly spool?: (Pick<SpoolOptions, 'dir'> & Loose<Omit<SpoolOptions, 'dir'>>) | undefined;
  };

/** Settings over defaults: one that is `undefined` keeps its default. */
export function completeDelivery(settings: DeliverySettings): DeliveryOptions {
  const base = defaultDeliveryOptions;
  const { baseUrl, apiKey, spool } = settings;
  return {
    ...base,
    ...written(settings),
    baseUrl,
    apiKey,
    retry: { ...base.retry, ...written(settings.retry) },
    queue: { ...base.queue, ...written(settings.queue) },
    timeouts: { ...base.timeouts, ...written(settings.timeouts) },
    distributions: { ...base.distributions, ...written(settings.distributions) },
    spool: spool && { dir: spool.dir, maxBytes: spool.maxBytes ?? defaultSpoolBytes },
  };
}

/** What is not `undefined`. */
function written(given: object = {}): object {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
