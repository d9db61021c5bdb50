import type {
  ApiKey,
  Clock,
  HttpClientOptions,
  RetryOptions,
} from '@dogstats/transport/http-client';
import { didYouMean, explainIssue } from '@dogstats/transport/site';
import { z } from 'zod';
import { wrongArgument } from './errors.js';

/** What `new DogHttpApi()` takes; everything may be left out. */
export interface DogHttpApiOptions {
  /**
   * The API key, or a function that gives it.
   * @default DD_API_KEY
   */
  readonly apiKey?: ApiKey | undefined;
  /**
   * The application key, which all but submission needs, or a function that gives it.
   * @default DD_APP_KEY
   */
  readonly applicationKey?: ApiKey | undefined;
  /**
   * Version of the calls that v1 has; those that only v2 has go there.
   * @default 'v1'
   */
  readonly apiVersion?: string | undefined;
  /**
   * Where Datadog's API is: a URL, or a host name.
   * @default DATADOG_HOST, DD_DD_URL, DD_URL, else the site's
   */
  readonly apiHost?: string | undefined;
  /**
   * One of Datadog's sites, when no host is given.
   * @default DD_SITE, else datadoghq.com
   */
  readonly site?: string | undefined;
  /**
   * For one attempt, from connecting to the end of the answer, in milliseconds.
   * @default 2000
   */
  readonly timeoutMs?: number | undefined;
  /**
   * Attempts in a row without an answer after which nothing is sent for a while.
   * @default 3
   */
  readonly maxTimeouts?: number | undefined;
  /**
   * How long that while is.
   * @default 300
   */
  readonly backoffPeriodSeconds?: number | undefined;
  /**
   * Whether calls that fail resolve to `{ errors }`; otherwise they reject.
   * @default true
   */
  readonly swallow?: boolean | undefined;
  /**
   * Whether calls resolve to the whole JSON of the answer, nothing taken out of it.
   * @default false
   */
  readonly jsonResponses?: boolean | undefined;
  /**
   * Whose metrics are sent where no host is given; `''` for nobody's.
   * @default DD_HOSTNAME, else the name of this machine
   */
  readonly host?: string | undefined;
  /** Nobody is asked for the id of an EC2 instance: `host`, or DD_HOSTNAME, takes it. */
  readonly useEc2InstanceId?: false | undefined;
  /**
   * Further attempts after the first, and how long to wait before them. When Datadog asks for a
   * longer pause than `maxDelayMs`, the call fails at once and says so.
   * @default { attempts: 2, baseDelayMs: 250, maxDelayMs: 10_000 }
   */
  readonly retry?: { readonly [K in keyof RetryOptions]?: RetryOptions[K] | undefined } | undefined;
  /** Whether `apiHost` may be plain `http:` on another machine. */
  readonly allowInsecureHttp?: boolean | undefined;
  /** Certificates to trust instead of the built-in ones, in PEM. */
  readonly ca?: HttpClientOptions['ca'];
  /** Sends with this instead of an own agent. It is never closed here. */
  readonly dispatcher?: HttpClientOptions['dispatcher'];
  /** Sends with this instead of undici. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** @default process.env, read at the first call */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  readonly clock?: Clock | undefined;
  /** From 0 inclusive to 1 exclusive; spreads retries. */
  readonly random?: (() => number) | undefined;
}

const callable = z.custom<() => never>(
  (value) => typeof value === 'function',
  'expected a function',
);
const key = z.union([z.string(), callable], 'expected a string or a function');
const object = z.custom(
  (value) => typeof value === 'object' && value !== null,
  'expected an object',
);
const milliseconds = z.int().min(1).max(600_000);

const shape = {
  apiKey: key,
  applicationKey: key,
  apiVersion: z.string().regex(/^v\d+$/, "expected a version such as 'v1'"),
  apiHost: z.string(),
  site: z.string(),
  timeoutMs: milliseconds,
  maxTimeouts: z.int().min(1),
  backoffPeriodSeconds: z.number().min(0).max(86_400),
  swallow: z.boolean(),
  jsonResponses: z.boolean(),
  host: z.string(),
  useEc2InstanceId: z.literal(
    false,
    'nobody is asked for the id of an EC2 instance: give it as host, or in DD_HOSTNAME',
  ),
  retry: z
    .strictObject({
      attempts: z.int().min(0).max(100),
      baseDelayMs: milliseconds,
      maxDelayMs: milliseconds,
    })
    .partial(),
  allowInsecureHttp: z.boolean(),
  ca: z.unknown(),
  dispatcher: object,
  fetch: callable,
  env: object,
  clock: object,
  random: callable,
};

const schema = z.strictObject(shape).partial();

/** dogapi's own names, as far as they differ by more than their case. */
const renamed: Readonly<Record<string, string>> = {
  timeout: 'timeoutMs',
  backoff_period: 'backoffPeriodSeconds',
  backoffPeriod: 'backoffPeriodSeconds',
  appKey: 'applicationKey',
  app_key: 'applicationKey',
  mute: 'swallow',
  use_ec2_instance_id: 'host',
};

/** @throws {DogStatsError} `ERR_OPTIONS` with everything that is wrong in its message. */
export function checkOptions(given: DogHttpApiOptions): void {
  const parsed = schema.safeParse(given);
  if (parsed.success) return;
  const list = parsed.error.issues
    .flatMap((issue) => explainIssue(issue, meantBy))
    .map((problem) => `\n- ${problem}`);
  throw wrongArgument(`DogHttpApi can't work with these options:${list.join('')}`);
}

/** Its old name, or one that is near. */
function meantBy(name: string): string | undefined {
  return renamed[name] ?? didYouMean(name.replaceAll('_', ''), Object.keys(shape));
}
