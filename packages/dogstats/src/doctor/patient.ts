import type { Proxy as HttpProxy, ProbeAnswer } from '@dogstats/transport/probe';
import type { Environment } from '@dogstats/transport/site';
import type { EnvironmentSettings } from '../environment.js';

/** What the checks look at, and what the earlier ones have found out for the later ones. */
export interface Patient {
  readonly env: Environment;
  readonly settings: EnvironmentSettings;
  /** Certificates to trust, in PEM. */
  readonly ca: string | undefined;
  /** For each check, in milliseconds. */
  readonly timeoutMs: number;
  /** Whether a refused key may be shown to Datadog's other sites. */
  readonly triesOtherSites: boolean;
  /** Wall clock, unix milliseconds. */
  readonly now: () => number;
  /** Whether `http:` to other machines is allowed. */
  allowInsecureHttp?: boolean;
  /** The key, fit for a header. */
  apiKey?: string;
  /** Where to send. */
  baseUrl?: string;
  /** What that goes through. */
  proxy?: HttpProxy | undefined;
  /** What the intake said of the key, and when, unix milliseconds. */
  answer?: ProbeAnswer & { readonly atMs: number };
  /** Whether something failed without which nothing that follows can be looked at. */
  isBlocked?: boolean;
}
