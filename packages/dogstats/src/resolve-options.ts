import { hostname } from 'node:os';
import {
  type Clock,
  DogStatsError,
  defaultEncoding,
  type EncodingOptions,
  type HistogramOptions,
  mergeTags,
  readTags,
  type Sink,
  systemClock,
} from '@dogstats/core';
import { agentAddress } from '@dogstats/dogstatsd/address';
import type { DeliverySettings } from '@dogstats/transport/delivery';
import { checkApiKey, resolveEndpoint } from '@dogstats/transport/site';
import { checkOptions } from './check-options.js';
import { createDefaultLogger } from './default-logger.js';
import { type AgentVariables, type EnvironmentSettings, readEnvironment } from './environment.js';
import { withEnvironment } from './environment-options.js';
import { guardLogger, type Logger } from './logger.js';
import type { DogStatsOptions, NamedSink } from './options.js';
import { primaryProblem } from './processes/primary-problem.js';
import { type ServerlessSettings, serverlessSettings } from './serverless/serverless-mode.js';

/** Everything an instance needs: arguments, then environment, then defaults. */
export interface ResolvedOptions {
  readonly host: string;
  /** The same, where nobody named it: what a worker hands over then belongs to the primary's. */
  readonly impliedHost: string | undefined;
  readonly tags: readonly string[];
  readonly prefix: string;
  readonly flushIntervalSeconds: number;
  readonly rollUpIntervalSeconds: number;
  readonly lateSeconds: number;
  /** The same once workers hand over. */
  readonly handOverLateSeconds: number;
  /** Bound of what a worker keeps for its primary. */
  readonly handOverBytes: number;
  readonly autoFlush: boolean;
  readonly serverless: ServerlessSettings;
  readonly disabled: boolean;
  /** Whether developers look at messages: they then cost more and say more. */
  readonly isDevelopment: boolean;
  readonly handleSignals: boolean;
  /** Whether nothing at all is to be printed. */
  readonly isSilent: boolean;
  readonly telemetry: boolean;
  readonly maxContexts: number;
  readonly encoding: EncodingOptions;
  readonly sinks: readonly (NamedSink | Sink)[];
  /** What the DogStatsD sink needs. */
  readonly agent: AgentVariables;
  /** What the HTTP sink needs; `undefined` without an API key and an address to do without. */
  readonly delivery: DeliverySettings | undefined;
  readonly logger: Logger;
  readonly onError: (error: Error) => void;
  readonly clock: Clock;
  readonly random: () => number;
  /** What is worth a word, but no error. */
  readonly hints: readonly string[];
}

/** A bucket waits no longer for what is late, seconds. */
const longestLate = 3000;

/** As much as waits for delivery over HTTP. */
const defaultHandOverBytes = 15 * 1024 * 1024;

/** A key for addresses that need none: an intake on this machine, a proxy that adds its own. */
export const keyOfKeyless = 'none';

/**
 * @throws {DogStatsError} `ERR_OPTIONS`, one message with everything that is wrong.
 */
export function resolveOptions(given: DogStatsOptions): ResolvedOptions {
  const problems = checkOptions(given);
  if (!isRecord(given)) throw optionsError(problems);
  const env = isRecord(given.env) ? given.env : process.env;
  const environment = readEnvironment(env);
  const options = withEnvironment(given, env, problems);
  const address = resolveAddress(options, environment);
  problems.push(...address.problems);
  const sinks = resolveSinks(
    options.sink,
    environment.agent,
    address.target !== undefined,
    problems,
  );
  if (problems.length > 0) throw optionsError(problems);
  const clock = options.clock ?? systemClock;
  const random = options.random ?? Math.random;
  const serverless = serverlessSettings(options.serverless, env, random);
  const encoding = resolveEncoding(options);
  const rollUpIntervalSeconds = options.rollUpIntervalSeconds ?? 10;
  const { onError } = options;
  const { retry, queue, spool, distributions, ca, dispatcher, fetch } = options;
  const { target, hints = [] } = address;
  const givenHost = options.host ?? environment.host;
  const host = givenHost ?? (serverless.hasHost ? hostname() : '');
  return {
    host,
    impliedHost: givenHost === undefined ? host : undefined,
    tags: mergeTags(serverless.tags, resolveTags(options, environment)),
    prefix: options.prefix ?? '',
    flushIntervalSeconds: options.flushIntervalSeconds ?? 10,
    rollUpIntervalSeconds,
    lateSeconds: options.lateSeconds ?? rollUpIntervalSeconds,
    handOverLateSeconds: options.lateSeconds ?? Math.min(3 * rollUpIntervalSeconds, longestLate),
    handOverBytes: queue?.maxBytes ?? defaultHandOverBytes,
    autoFlush: options.autoFlush ?? !serverless.frozenBetweenCalls,
    serverless,
    disabled: options.disabled ?? false,
    isDevelopment: env['NODE_ENV'] !== 'production' && !serverless.frozenBetweenCalls,
    handleSignals: options.handleSignals ?? false,
    isSilent: options.logger === undefined && environment.logLevel === 'silent',
    telemetry: options.telemetry ?? false,
    maxContexts: options.maxContexts ?? 50_000,
    encoding,
    sinks,
    agent: environment.agent,
    delivery: target && {
      ...target,
      ...{ encoding, clock, random, env, resends: !serverless.frozenBetweenCalls },
      ...{ retry, queue, spool, distributions, ca, dispatcher, fetch },
    },
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

/** Own tags win over those of the environment; there, DD_ENV and its like win over DD_TAGS. */
function resolveTags(options: DogStatsOptions, environment: EnvironmentSettings): string[] {
  const device = options.device === undefined ? [] : [`device:${options.device}`];
  const inherited = mergeTags(environment.unifiedTags, environment.tags);
  return mergeTags([...readTags(options.tags), ...device], inherited);
}

function resolveEncoding({ histogram, countAs, seriesApi }: DogStatsOptions): EncodingOptions {
  const base = defaultEncoding.histogram;
  const choose = (choice: Partial<HistogramOptions>, over: HistogramOptions): HistogramOptions => ({
    // Each once: two series of one name would overwrite each other.
    aggregates: [...new Set(choice.aggregates ?? over.aggregates)],
    percentiles: [...new Set(choice.percentiles ?? over.percentiles)],
  });
  const all = choose(histogram ?? {}, base);
  const byMetric = Object.fromEntries(
    Object.entries(histogram?.metrics ?? {}).map(([metric, choice]) => [
      metric,
      choose(choice, all),
    ]),
  );
  return {
    seriesApi: seriesApi ?? 'v2',
    countAs: countAs ?? 'count',
    histogram: all,
    histogramByMetric: byMetric,
  };
}

/** Where nobody says otherwise, an Agent that the environment names is better than no key. */
function resolveSinks(
  sink: DogStatsOptions['sink'],
  agent: AgentVariables,
  hasTarget: boolean,
  problems: string[],
): readonly (NamedSink | Sink)[] {
  const namesAgent = agent.DD_DOGSTATSD_URL !== undefined || agent.DD_AGENT_HOST !== undefined;
  const chosen = sink ?? (namesAgent && !hasTarget ? 'dogstatsd' : 'http');
  const sinks = isList(chosen) ? chosen : [chosen];
  const problem = sinks.includes('primary') ? primaryProblem() : undefined;
  if (problem !== undefined) problems.push(problem);
  if (sinks.includes('dogstatsd')) {
    try {
      agentAddress(undefined, agent);
    } catch (error) {
      problems.push((error as Error).message);
    }
  }
  return sinks;
}

/** Where to send, and with which key; no target without a key and an address that needs none. */
interface Address {
  readonly problems: readonly string[];
  readonly target?: Pick<DeliverySettings, 'baseUrl' | 'apiKey'> | undefined;
  readonly hints?: readonly string[];
}

function resolveAddress(options: DogStatsOptions, environment: EnvironmentSettings): Address {
  const url = textOf(options.url) ?? environment.url;
  const { allowInsecureHttp } = options;
  const site = textOf(options.site) ?? environment.site;
  const endpoint = resolveEndpoint({ site, url, allowInsecureHttp });
  const key = resolveApiKey(options.apiKey ?? environment.apiKey, url !== undefined);
  const problems = [endpoint, key].flatMap((part) => ('problem' in part ? [coded(part)] : []));
  if ('problem' in endpoint || 'problem' in key) return { problems };
  const hints: string[] = [];
  if (key.hint !== undefined) hints.push(`DS102: about the API key: ${key.hint}.`);
  if (/^http:\/\/(?!localhost|127\.|\[::1\])/.test(endpoint.baseUrl))
    hints.push('DS109: plain http to another machine: metrics and the API key travel unencrypted.');
  if (key.apiKey === undefined) return { problems, hints };
  return { problems, hints, target: { baseUrl: endpoint.baseUrl, apiKey: key.apiKey } };
}

/** A site that does not exist is worth looking up. */
function coded({ problem, option }: { problem: string; option?: string }): string {
  return option === 'site' ? `DS103: ${problem}` : problem;
}

/** A text that says something; what is no text at all is found by the check of the options. */
function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

function resolveApiKey(
  apiKey: DogStatsOptions['apiKey'],
  hasUrl: boolean,
):
  | { apiKey: Exclude<DogStatsOptions['apiKey'], undefined> | undefined; hint?: string }
  | { problem: string } {
  if (typeof apiKey === 'function') return { apiKey };
  if (apiKey === undefined) return { apiKey: hasUrl ? keyOfKeyless : undefined };
  // Anything else than a text the check of the options has found already.
  return typeof apiKey === 'string' ? checkApiKey(apiKey) : { apiKey: undefined };
}

function isRecord(value: unknown): value is Record<string, unknown> & DogStatsOptions {
  return typeof value === 'object' && value !== null;
}
