import { type Clock, systemClock } from './clock.js';
import { IntakeError } from './intake-error.js';
import type { IntakeRequest } from './requests/intake-request.js';

export interface IntakeOptions {
  /** Port to listen on; 0 takes any free one. Left out: 8282, or the next free one after it. */
  port?: number | undefined;
  /**
   * Address to listen on. Beyond loopback at least one key is needed.
   * @default '127.0.0.1'
   */
  host?: string | undefined;
  /** Keys that are accepted. Left out or empty: any non-empty key. */
  apiKeys?: readonly string[] | undefined;
  /**
   * Seconds for which points are kept.
   * @default 3600
   */
  retentionSeconds?: number | undefined;
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
  /** Called after each request to an ingest route was answered. */
  onRequest?: ((request: IntakeRequest) => void) | undefined;
  /** Where the time is read. */
  clock?: Clock | undefined;
}

export interface ResolvedIntakeOptions {
  readonly port: number | undefined;
  readonly host: string;
  readonly apiKeys: readonly string[];
  readonly retentionSeconds: number;
  readonly maxSeries: number;
  readonly maxPoints: number;
  readonly onRequest: (request: IntakeRequest) => void;
  readonly clock: Clock;
}

export const defaultIntakeOptions: ResolvedIntakeOptions = {
  port: undefined,
  host: '127.0.0.1',
  apiKeys: [],
  retentionSeconds: 3_600,
  maxSeries: 500_000,
  maxPoints: 4_000_000,
  onRequest: () => {},
  clock: systemClock,
};

/** @throws {IntakeError} `ERR_OPTIONS`, naming every option that is wrong. */
export function resolveIntakeOptions(options: IntakeOptions): ResolvedIntakeOptions {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const resolved: ResolvedIntakeOptions = {
    ...defaultIntakeOptions,
    ...Object.fromEntries(given),
  };
  const problems = [
    ...unknownNames(given.map(([name]) => name)),
    ...portProblems(resolved.port),
    ...wholeNumberProblems(resolved, ['retentionSeconds', 'maxSeries', 'maxPoints']),
    ...keyProblems(resolved),
  ];
  if (problems.length > 0) {
    throw new IntakeError('ERR_OPTIONS', `createIntake: ${problems.join('; ')}`);
  }
  return resolved;
}

/** Whether only this machine can reach `host`. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
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
  names: readonly ('retentionSeconds' | 'maxSeries' | 'maxPoints')[],
): string[] {
  return names
    .filter((name) => !(Number.isInteger(options[name]) && options[name] >= 1))
    .map((name) => `${name} must be a whole number from 1, got ${String(options[name])}`);
}

function keyProblems({ host, apiKeys }: ResolvedIntakeOptions): string[] {
  if (typeof host !== 'string' || host === '') return ['host must be an address or a host name'];
  if (!Array.isArray(apiKeys) || apiKeys.some((key) => typeof key !== 'string' || key === '')) {
    return ['apiKeys must be a list of non-empty strings'];
  }
  if (!isLoopback(host) && apiKeys.length === 0) {
    return [`host ${host} can be reached from other machines, so at least one key is needed`];
  }
  return [];
}
