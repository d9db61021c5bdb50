import { createSecureContext } from 'node:tls';
import { isTenantName } from './auth/host-tenant.js';
import { type Clock, systemClock } from './clock.js';
import { type DogstatsdOptions, dogstatsdProblems } from './dogstatsd/dogstatsd-options.js';
import { isLoopback } from './http/host-name.js';
import type { TlsFiles } from './http/intake-server.js';
import { IntakeError } from './intake-error.js';
import type { OpstraceOptions } from './opstrace/opstrace-options.js';
import { opstraceProblems } from './opstrace/opstrace-problems.js';
import { isRateLimit, type RateLimit } from './rate-limit.js';
import {
  type RemoteWriteOptions,
  remoteWriteProblems,
} from './remote-write/remote-write-options.js';
import type { IntakeRequest } from './requests/intake-request.js';

export interface IntakeOptions {
  /**
   * Port to listen on; 0 takes any free one. Left out: 8282, or the next free one after it, of which
   * `onNotice` is told.
   */
  port?: number | undefined;
  /**
   * Address to listen on. Beyond loopback at least one key is needed.
   * @default '127.0.0.1'
   */
  host?: string | undefined;
  /** Keys that are accepted. Left out or empty, and without `tenants`: any non-empty key. */
  apiKeys?: readonly string[] | undefined;
  /** Application keys that are accepted, for metadata and queries. Left out or empty: any. */
  applicationKeys?: readonly string[] | undefined;
  /** Keys of tenants, by the tenant's name. What tenants send is kept apart. */
  tenants?: Readonly<Record<string, readonly string[]>> | undefined;
  /**
   * Seconds for which points are kept.
   * @default 3600
   */
  retentionSeconds?: number | undefined;
  /**
   * Seconds that a point may be old when it comes, at most the retention.
   * @default 3600, or the retention if that is shorter
   */
  acceptPastSeconds?: number | undefined;
  /**
   * Most contexts held, about 1 KB each; past it the one that was silent longest goes. The default
   * holds what one client sends at most: 50,000 contexts and 1,000 for the overflow, up to eight
   * series of each.
   * @default 500000
   */
  maxSeries?: number | undefined;
  /**
   * Most points and samples held, up to 18 bytes each; past it the oldest go.
   * @default 4000000
   */
  maxPoints?: number | undefined;
  /**
   * Most events held; past it the oldest goes.
   * @default 10000
   */
  maxEvents?: number | undefined;
  /**
   * Most runs of service checks held; past it the oldest goes.
   * @default 10000
   */
  maxChecks?: number | undefined;
  /** Called after each request to an ingest route was answered. */
  onRequest?: ((request: IntakeRequest) => void) | undefined;
  /** For queries and management, as Datadog limits them; payloads are not limited. */
  rateLimit?: RateLimit | undefined;
  /**
   * Milliseconds that a client may take for the head of a request; then it gets a 408.
   * @default 15000
   */
  headTimeoutMs?: number | undefined;
  /**
   * Milliseconds that it may take for all of it, at least `headTimeoutMs`.
   * @default 60000
   */
  bodyTimeoutMs?: number | undefined;
  /**
   * Milliseconds that it may take to read the answer, for each 16 MiB, or part of them, of that;
   * then its connection is broken off.
   * @default 30000
   */
  answerTimeoutMs?: number | undefined;
  /** Certificate and key in PEM; then the intake speaks TLS only. */
  tls?: TlsFiles | undefined;
  /**
   * Whose API it is: Datadog's, or that of Opstrace, which forwarded it to Prometheus.
   * @default 'datadog'
   */
  compat?: 'datadog' | 'opstrace' | undefined;
  /** What is particular to `compat: 'opstrace'`. */
  opstrace?: Partial<OpstraceOptions> | undefined;
  /** Takes DogStatsD, too, for those who name no tenant. Left out: not. */
  dogstatsd?: DogstatsdOptions | undefined;
  /** Hands on all points to a Prometheus, VictoriaMetrics, Mimir or Cortex. Left out: not. */
  remoteWrite?: RemoteWriteOptions | undefined;
  /** A file that keeps what is stored, for the next process. Left out: memory only. */
  persist?: string | undefined;
  /** Told in a sentence what goes on in the background, such as a store that is away. */
  onNotice?: ((notice: string) => void) | undefined;
  /** Where the time is read. */
  clock?: Clock | undefined;
  /** Chance, from 0 inclusive to 1 exclusive: for faults with a `probability`. */
  random?: (() => number) | undefined;
}

export interface ResolvedIntakeOptions {
  readonly port: number | undefined;
  readonly host: string;
  readonly apiKeys: readonly string[];
  readonly applicationKeys: readonly string[];
  readonly tenants: Readonly<Record<string, readonly string[]>>;
  readonly retentionSeconds: number;
  readonly acceptPastSeconds: number;
  readonly maxSeries: number;
  readonly maxPoints: number;
  readonly maxEvents: number;
  readonly maxChecks: number;
  readonly onRequest: (request: IntakeRequest) => void;
  readonly rateLimit: RateLimit | undefined;
  readonly headTimeoutMs: number;
  readonly bodyTimeoutMs: number;
  readonly answerTimeoutMs: number;
  readonly tls: TlsFiles | undefined;
  readonly compat: 'datadog' | 'opstrace';
  readonly opstrace: Partial<OpstraceOptions>;
  readonly dogstatsd: DogstatsdOptions | undefined;
  readonly remoteWrite: RemoteWriteOptions | undefined;
  readonly persist: string | undefined;
  readonly onNotice: (notice: string) => void;
  readonly clock: Clock;
  readonly random: () => number;
}

export const defaultIntakeOptions: ResolvedIntakeOptions = {
  port: undefined,
  host: '127.0.0.1',
  apiKeys: [],
  applicationKeys: [],
  tenants: {},
  retentionSeconds: 3_600,
  acceptPastSeconds: 3_600,
  maxSeries: 500_000,
  maxPoints: 4_000_000,
  maxEvents: 10_000,
  maxChecks: 10_000,
  onRequest: () => {},
  rateLimit: undefined,
  headTimeoutMs: 15_000,
  bodyTimeoutMs: 60_000,
  answerTimeoutMs: 30_000,
  tls: undefined,
  compat: 'datadog',
  opstrace: {},
  dogstatsd: undefined,
  remoteWrite: undefined,
  persist: undefined,
  onNotice: () => {},
  clock: systemClock,
  random: Math.random,
};

const wholeNumbers = [
  'retentionSeconds',
  'acceptPastSeconds',
  'maxSeries',
  'maxPoints',
  'maxEvents',
  'maxChecks',
  'headTimeoutMs',
  'bodyTimeoutMs',
  'answerTimeoutMs',
] as const;

/** @throws {IntakeError} `ERR_OPTIONS`, naming every option that is wrong. */
export function resolveIntakeOptions(options: IntakeOptions): ResolvedIntakeOptions {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const { retentionSeconds = 3_600 } = options;
  const resolved: ResolvedIntakeOptions = {
    ...defaultIntakeOptions,
    acceptPastSeconds: Math.min(retentionSeconds, defaultIntakeOptions.acceptPastSeconds),
    ...Object.fromEntries(given),
  };
  const problems = [
    ...unknownNames(given.map(([name]) => name)),
    ...portProblems(resolved.port),
    ...wholeNumberProblems(resolved, wholeNumbers),
    ...retentionProblems(resolved),
    ...keyProblems(resolved),
    ...rateLimitProblems(resolved.rateLimit),
    ...tenantProblems(resolved.tenants),
    ...opstraceProblems(resolved.compat, resolved.opstrace),
    ...tlsProblems(resolved.tls),
    ...dogstatsdProblems(resolved.dogstatsd),
    ...remoteWriteProblems(resolved.remoteWrite),
    ...(resolved.persist === '' ? ['persist must be the name of a file'] : []),
  ];
  if (problems.length > 0) {
    throw new IntakeError('ERR_OPTIONS', `createIntake: ${problems.join('; ')}`);
  }
  return resolved;
}

function unknownNames(names: readonly string[]): string[] {
  const known = Object.keys(defaultIntakeOptions);
  return names
    .filter((name) => !known.includes(name))
    .map((name) => `unknown option "${name}" (known: ${known.join(', ')})`);
}

function portProblems(port: number | undefined): string[] {
  if (port === undefined || (Number.isInteger(port) && port >= 0 && port <= 65_535)) return [];
  return [`port must be a whole number from 0 to 65535, got ${String(port)}`];
}

function wholeNumberProblems(
  options: ResolvedIntakeOptions,
  names: readonly (typeof wholeNumbers)[number][],
): string[] {
  return names
    .filter((name) => !(Number.isInteger(options[name]) && options[name] >= 1))
    .map((name) => `${name} must be a whole number from 1, got ${String(options[name])}`);
}

function retentionProblems(options: ResolvedIntakeOptions): string[] {
  const { retentionSeconds, acceptPastSeconds } = options;
  if (!(acceptPastSeconds > retentionSeconds)) return [];
  return [
    `acceptPastSeconds (${acceptPastSeconds}) must not be over retentionSeconds (${retentionSeconds}): older points would be forgotten at once`,
  ];
}

function rateLimitProblems(limit: RateLimit | undefined): string[] {
  if (limit === undefined || isRateLimit(limit)) return [];
  return ['rateLimit must be { requests, periodSeconds }, both whole numbers from 1'];
}

function keyProblems(options: ResolvedIntakeOptions): string[] {
  const { host, apiKeys, applicationKeys, tenants } = options;
  if (typeof host !== 'string' || host === '') return ['host must be an address or a host name'];
  if (!isKeyList(apiKeys)) return ['apiKeys must be a list of non-empty strings'];
  if (!isKeyList(applicationKeys)) return ['applicationKeys must be a list of non-empty strings'];
  if (!isLoopback(host) && apiKeys.length === 0 && Object.keys(tenants ?? {}).length === 0) {
    return [`host ${host} can be reached from other machines, so at least one key is needed`];
  }
  return [];
}

function tlsProblems(tls: TlsFiles | undefined): string[] {
  if (tls === undefined) return [];
  try {
    createSecureContext({ cert: tls.cert, key: tls.key });
    return [];
  } catch (error) {
    return [`tls must have a certificate and its key, in PEM: ${(error as Error).message}`];
  }
}

function tenantProblems(tenants: unknown): string[] {
  if (typeof tenants !== 'object' || tenants === null) {
    return ['tenants must be an object of key lists'];
  }
  const keys = Object.values(tenants).flat();
  if (new Set(keys).size < keys.length) return ['tenants must not have one key for two tenants'];
  return Object.entries(tenants).flatMap(([name, keys]) => {
    if (!isTenantName(name)) {
      return [`tenant "${name}" must have a name of lower-case letters, digits and dashes`];
    }
    if (isKeyList(keys) && keys.length > 0) return [];
    return [`tenant "${name}" must have a list of keys, with at least one`];
  });
}

function isKeyList(keys: unknown): keys is readonly string[] {
  return Array.isArray(keys) && keys.every((key) => typeof key === 'string' && key !== '');
}
