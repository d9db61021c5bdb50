import { hostname } from 'node:os';
import {
  type Clock,
  DogStatsError,
  defaultEncoding,
  type EncodingOptions,
  type HistogramOptions,
  type Sink,
  systemClock,
} from '@dogstats/core';
import type { DeliveryOptions } from '@dogstats/transport/delivery';
import { checkApiKey, resolveEndpoint } from '@dogstats/transport/site';
import { checkOptions } from './check-options.js';
import { createDefaultLogger } from './default-logger.js';
import { type EnvironmentSettings, readEnvironment } from './environment.js';
import { guardLogger, type Logger } from './logger.js';
import type { DogStatsOptions } from './options.js';

/** Everything an instance needs: arguments, then environment, then defaults. */
export interface ResolvedOptions {
  readonly host: string;
  readonly tags: readonly string[];
  readonly prefix: string;
  readonly flushIntervalSeconds: number;
  readonly rollUpIntervalSeconds: number;
  readonly lateSeconds: number;
  readonly autoFlush: boolean;
  readonly disabled: boolean;
  readonly maxContexts: number;
  readonly encoding: EncodingOptions;
  readonly sinks: readonly ('http' | Sink)[];
  /** What the HTTP sink needs; `undefined` without an API key and an address to do without. */
  readonly delivery: DeliverySettings | undefined;
  readonly logger: Logger;
  readonly onError: (error: Error) => void;
  readonly clock: Clock;
  readonly random: () => number;
  /** What is worth a word, but no error. */
  readonly hints: readonly string[];
}

/** Settings of the HTTP sink; what is missing it has defaults for, which load with it. */
export interface DeliverySettings
  extends Pick<
    DeliveryOptions,
    'baseUrl' | 'apiKey' | 'encoding' | 'clock' | 'random' | 'ca' | 'dispatcher' | 'fetch' | 'env'
  > {
  readonly retry: Partial<DeliveryOptions['retry']> | undefined;
  readonly queue: Partial<DeliveryOptions['queue']> | undefined;
  readonly distributions: Partial<DeliveryOptions['distributions']> | undefined;
}

/** A key for addresses that need none: an intake on this machine, a proxy that adds its own. */
const keyOfKeyless = 'none';

/**
 * @throws {DogStatsError} `ERR_OPTIONS`, one message with everything that is wrong.
 */
export function resolveOptions(options: DogStatsOptions): ResolvedOptions {
  const problems = checkOptions(options);
  if (problems.length > 0) throw optionsError(problems);
  const environment = readEnvironment(options.env ?? process.env);
  const clock = options.clock ?? systemClock;
  const random = options.random ?? Math.random;
  const encoding = resolveEncoding(options);
  const { delivery, hints } = resolveDelivery(options, environment, { encoding, clock, random });
  const rollUpIntervalSeconds = options.rollUpIntervalSeconds ?? 10;
  const { sink = 'http', onError } = options;
  return {
    host: options.host ?? environment.host ?? hostname(),
    tags: resolveTags(options, environment),
    prefix: options.prefix ?? '',
    flushIntervalSeconds: options.flushIntervalSeconds ?? 10,
    rollUpIntervalSeconds,
    lateSeconds: options.lateSeconds ?? rollUpIntervalSeconds,
    autoFlush: options.autoFlush ?? true,
    disabled: options.disabled ?? false,
    maxContexts: options.maxContexts ?? 50_000,
    encoding,
    sinks: isList(sink) ? sink : [sink],
    delivery,
    logger: guardLogger(options.logger ?? createDefaultLogger(environment.logLevel)),
    onError: onError ?? (() => {}),
    clock,
    random,
    hints,
  };
}

function optionsError(problems: readonly string[]): DogStatsError {
  const list = problems.map((problem) => `\n  - ${problem}`).join('');
  return new DogStatsError('ERR_OPTIONS', `dogStats.start() can't use its options:${list}`);
}

function isList<T>(value: T | readonly T[]): value is readonly T[] {
  return Array.isArray(value);
}

function resolveTags(options: DogStatsOptions, environment: EnvironmentSettings): string[] {
  const own = Array.isArray(options.tags)
    ? options.tags
    : Object.entries(options.tags ?? {})
        .filter(([, value]) => value !== undefined && value !== null)
        .map(([key, value]) => `${key}:${value}`);
  const ownKeys = new Set(own.map(keyOf));
  const inherited = environment.tags.filter((tag) => !ownKeys.has(keyOf(tag)));
  const device = options.device === undefined ? [] : [`device:${options.device}`];
  return [...own, ...inherited, ...device];
}

function keyOf(tag: string): string {
  return tag.split(':', 1)[0] ?? '';
}

function resolveEncoding({ histogram, countAs, seriesApi }: DogStatsOptions): EncodingOptions {
  const base = defaultEncoding.histogram;
  const choose = (choice: Partial<HistogramOptions>, over: HistogramOptions): HistogramOptions => ({
    aggregates: choice.aggregates ?? over.aggregates,
    percentiles: choice.percentiles ?? over.percentiles,
  });
  const all = choose(histogram ?? {}, base);
  const byMetric = Object.fromEntries(
    Object.entries(histogram?.metrics ?? {}).map(([metric, choice]) => [
      metric,
      choose(choice, all),
    ]),
  );
  const empty = [['', all] as const, ...Object.entries(byMetric)].filter(
    ([, { aggregates, percentiles }]) => aggregates.length + percentiles.length === 0,
  );
  if (empty.length > 0)
    throw optionsError([
      'histogram has to have at least one of aggregates and percentiles, for every metric',
    ]);
  return {
    seriesApi: seriesApi ?? 'v2',
    countAs: countAs ?? 'count',
    histogram: all,
    histogramByMetric: byMetric,
  };
}

function resolveDelivery(
  options: DogStatsOptions,
  environment: EnvironmentSettings,
  shared: Pick<DeliveryOptions, 'encoding' | 'clock' | 'random'>,
): { delivery: DeliverySettings | undefined; hints: string[] } {
  const url = options.url ?? environment.url;
  const endpoint = resolveEndpoint({
    site: options.site ?? environment.site,
    url,
    allowInsecureHttp: options.allowInsecureHttp ?? environment.allowInsecureHttp,
  });
  const key = resolveApiKey(options.apiKey ?? environment.apiKey, url !== undefined);
  const problems = [endpoint, key].flatMap((part) => ('problem' in part ? [part.problem] : []));
  if ('problem' in endpoint || 'problem' in key) throw optionsError(problems);
  const hints = 'hint' in key && key.hint !== undefined ? [`About the API key: ${key.hint}.`] : [];
  if (environment.allowInsecureHttp && endpoint.baseUrl.startsWith('http:'))
    hints.push('DOGSTATS_ALLOW_HTTP=1: metrics and the API key may travel unencrypted.');
  if (key.apiKey === undefined) return { delivery: undefined, hints };
  const { retry, queue, distributions, ca, dispatcher, fetch, env = process.env } = options;
  const own = { retry, queue, distributions, ca, dispatcher, fetch, env };
  const { baseUrl } = endpoint;
  return { delivery: { ...shared, ...own, baseUrl, apiKey: key.apiKey }, hints };
}

function resolveApiKey(
  apiKey: DogStatsOptions['apiKey'],
  hasUrl: boolean,
):
  | { apiKey: Exclude<DogStatsOptions['apiKey'], undefined> | undefined; hint?: string }
  | { problem: string } {
  if (typeof apiKey === 'function') return { apiKey };
  if (apiKey === undefined) return { apiKey: hasUrl ? keyOfKeyless : undefined };
  return checkApiKey(apiKey);
}
